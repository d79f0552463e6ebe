"""What answers of the FAQ can tell of the members: how many there are, by category."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.blocks import live_block
from members.organisations.models import Category, Organisation


def _count(category: str) -> int:
    members = Organisation.objects.active_members()
    return (members.filter(category=category) if category else members).count()


def _number(category: str = "") -> str:
    return str(_count(category))


@live_block(
    shows=_("How many members the association has today, in a sentence."),
    empty=_("There is no such member at the moment."),
    takes={"category": Category},
    number=_number,
)
def member_count(category: str = "") -> str:
    number = _count(category)
    if not number:
        return ""
    label = Category(category).label if category else ""
    return render_to_string(
        "members/organisations/_block_count.html", {"number": number, "label": label}
    )


@live_block(
    shows=_("A table: how many members there are of each kind of organisation."),
    empty=_("There is no member at the moment."),
)
def members_by_category() -> str:
    counts = Organisation.objects.active_members().counted_by_category()
    rows = [(category.label, counts.get(category, 0)) for category in Category]
    if not counts:
        return ""
    context = {"rows": rows, "total": sum(counts.values())}
    return render_to_string("members/organisations/_block_categories.html", context)
