"""The public pages, in both languages, for search engines."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from faq.questions.models import Question
from members.organisations.models import Organisation
from working_groups.groups.models import WorkingGroup
from working_groups.projects.models import Project

VISITOR = AnonymousUser()


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
    def items(self):
        return Question.objects.visible_to(VISITOR).prefetch_related("translations").order_by("pk")

    def lastmod(self, item: Question):
        dates = [text.revised_at for text in item.translations.all() if text.revised_at]
        return max(dates, default=item.published_at)


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
