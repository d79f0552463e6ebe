from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE_SIZE = 25


def page_of(
    request: HttpRequest, rows: Any, *, size: int = PAGE_SIZE, total: int | None = None
) -> Page:
    """The page that `?page=` asks for; nonsense and numbers past the end give the nearest one.

    `total` is how many rows there are, where that is known and need not be counted again.
    """
    paginator = Paginator(rows, size)
    if total is not None:
        vars(paginator)["count"] = total  # a cached property
    return paginator.get_page(request.GET.get("page"))


def words_asked(request: HttpRequest, name: str = "q") -> str:
    """What somebody typed into a search box: one line, no control signs, 200 characters at most."""
    plain = "".join(sign if sign.isprintable() else " " for sign in request.GET.get(name, ""))
    return " ".join(plain.split())[:200]
