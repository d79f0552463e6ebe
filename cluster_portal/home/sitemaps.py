"""The public pages, in both languages, for search engines."""

import functools
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from faq.questions.models import Question, Translation
from members.organisations.models import Organisation
from working_groups.groups.models import WorkingGroup
from working_groups.projects.models import Project

VISITOR = AnonymousUser()
_LINK = '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>'


class PortalSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    limit = 1000

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        return [
            {
                "location": url["location"],
                "links": _links(
                    (each["lang_code"], each["location"]) for each in url["alternates"]
                ),
            }
            for url in super().get_urls(page, site, protocol)
        ]


class PageSitemap(PortalSitemap):
    routes = (
        "home:home",
        "faq:question_list",
        "members:organisation_list",
        "members:join",
        "working_groups:group_list",
        "working_groups:project_list",
        "working_groups:partner_list",
        "members:service_list",
        "governance:board",
        "home:privacy",
        "home:accessibility",
    )

    def items(self):
        return self.routes

    def location(self, item: str) -> str:
        return reverse(item)


class QuestionSitemap(Sitemap):
    """Each answer in the languages it is written in; they point at each other if it has two.

    Thousands of answers are read and written out in one go, not asked one by one.
    """

    limit = 20_000

    def items(self):
        return Question.objects.visible_to(VISITOR).order_by("pk")

    def get_urls(
        self, page: int | str = 1, site: Any = None, protocol: str | None = None
    ) -> list[dict[str, Any]]:
        host = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        shown = self.paginator.page(page).object_list
        texts = Translation.objects.written().filter(question__in=shown)
        rows = texts.order_by("question", "language").values_list(
            "question", "language", "slug", TruncDate("revised_at")
        )
        urls: list[dict[str, Any]] = []
        for number, written in groupby(rows, key=itemgetter(0)):
            answer = [
                (
                    language,
                    host + _form_of_address(language) % (number, slug),
                    day and day.isoformat(),
                )
                for _number, language, slug, day in written
            ]
            links = _links_of(answer) if len(answer) > 1 else ""
            urls.extend(
                {"location": address, "lastmod": day, "links": links}
                for _language, address, day in answer
            )
        return urls


def _links_of(answer: list[tuple[str, str, str | None]]) -> SafeString:
    found = {language: address for language, address, _day in answer}
    if settings.LANGUAGE_CODE in found:
        found["x-default"] = found[settings.LANGUAGE_CODE]
    return _links(found.items())


def _links(addresses: Iterable[tuple[str, str]]) -> SafeString:
    """To the same page in other languages, as XML."""
    return format_html_join("", _LINK, addresses)


@functools.cache
def _form_of_address(language: str) -> str:
    with translation.override(language):
        address = reverse("faq:question_detail", args=[0, "slug"])
    return address.replace("%", "%%").replace("0-slug", "%d-%s")


class OrganisationSitemap(PortalSitemap):
    def items(self):
        return Organisation.objects.active_members().only("slug").order_by("pk")


class GroupSitemap(PortalSitemap):
    def items(self):
        return WorkingGroup.objects.visible_to(VISITOR).only("slug").order_by("pk")


class ProjectSitemap(PortalSitemap):
    def items(self):
        return Project.objects.visible_to(VISITOR).only("slug").order_by("pk")


SITEMAPS = {
    "pages": PageSitemap,
    "questions": QuestionSitemap,
    "members": OrganisationSitemap,
    "groups": GroupSitemap,
    "projects": ProjectSitemap,
}
