"""The public pages, in both languages, for search engines."""

import functools
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import translation

from faq.questions.models import Question, Translation
from members.organisations.models import Organisation
from working_groups.groups.models import WorkingGroup
from working_groups.projects.models import Project

VISITOR = AnonymousUser()
REVISED = ("revision_number", "revised_at")


class PortalSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    limit = 1000


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


class QuestionSitemap(PortalSitemap):
    """Each answer in the languages it is written in; they point at each other if it has two."""

    limit = 20_000

    def items(self):
        texts = Translation.objects.written().only("question", "language", "slug", *REVISED)
        return (
            Question.objects.visible_to(VISITOR)
            .only("status")
            .prefetch_related(Prefetch("translations", texts))
            .order_by("pk")
        )

    def get_languages_for_item(self, item: Question):
        return sorted(text.language for text in item.translations.all())

    def _location(self, item: tuple[Question, str], force_lang_code: str | None = None) -> str:
        """As get_absolute_url says it, without asking the resolver for each of thousands."""
        question, language = item
        text = question.shown_in(force_lang_code or language)
        slug = text.slug if text else "question"
        return _form_of_address(force_lang_code or language) % (question.pk, slug)

    def _get(self, name: str, item: tuple[Question, str], default: Any = None):
        if name != "lastmod":
            return super()._get(name, item, default)  # type: ignore[misc]  # the stubs lack it
        question, language = item
        text = question.shown_in(language)
        return text.revised_at if text else None

    def _urls(self, *args: Any):
        urls = super()._urls(*args)  # type: ignore[misc]  # the stubs lack it
        for url in urls:
            if len({each["location"] for each in url["alternates"]}) < 2:
                url["alternates"] = []
        return urls


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
