from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page
from members.certificates import actions, papers, policies
from members.certificates.forms import IssueForm, RevokeForm
from members.certificates.models import Certificate
from members.organisations.models import MembershipStatus


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("what it is worth today")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("valid", _("valid")), ("revoked", _("revoked")), ("over", _("no longer valid"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        holds = (
            Q(revoked_on__isnull=True, valid_until__gte=today)
            & (Q(membership__ended_on__isnull=True) | Q(membership__ended_on__gt=today))
            & ~Q(membership__status=MembershipStatus.SUSPENDED)
        )
        narrowed = {
            "valid": holds,
            "revoked": Q(revoked_on__isnull=False),
            "over": Q(revoked_on__isnull=True) & ~holds,
        }
        return queryset.filter(narrowed[self.value()]) if self.value() in narrowed else queryset


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    """Issued by a button, revoked by a button with its reason; never edited."""

    list_display = ["number", "legal_name", "today", "language", "issued_on", "valid_until"]
    list_filter = [StandingFilter, "language", "category"]
    list_select_related = ["membership", "organisation"]
    search_fields = ["legal_name__unaccent", "identifier", "organisation__display_name__unaccent",
                     "sequence"]  # fmt: skip
    search_help_text = gettext_lazy("Name, code, or the number without its series and year")
    date_hierarchy = "issued_on"
    change_list_template = "members/certificates/admin/certificate_change_list.html"
    change_form_template = "members/certificates/admin/certificate_change_form.html"
    fields = [
        "number", "today", "organisation", "legal_name", "identifier", "category", "member_since",
        "language", "issued_on", "valid_until", "issued_by", "address", "revoked_on",
        "revoked_by", "revocation_reason",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description=gettext_lazy("number"), ordering=F("year") * 100_000 + F("sequence"))
    def number(self, certificate: Certificate) -> str:
        return certificate.number

    @admin.display(description=gettext_lazy("today"))
    def today(self, certificate: Certificate) -> str:
        return certificate.standing().label

    @admin.display(description=gettext_lazy("address for checking"))
    def address(self, certificate: Certificate) -> str:
        return format_html('<a href="{0}">{0}</a>', certificate.verify_address)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("issue/", wrap(self.issue), name="members_certificate_issue"),
            path("<int:pk>/revoke/", wrap(self.revoke), name="members_certificate_revoke"),
            path("<int:pk>/paper/", wrap(self.paper), name="members_certificate_paper"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {"may_issue": policies.can_issue(request.user)}
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        certificate = self.get_object(request, object_id)
        may_revoke = (
            certificate is not None
            and certificate.revoked_on is None
            and policies.can_revoke(request.user)
        )
        more = {"may_revoke": may_revoke}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def issue(self, request: HttpRequest) -> HttpResponse:
        if not policies.can_issue(request.user):
            raise PermissionDenied

        def act(values: dict[str, Any]) -> str:
            certificate = actions.issue(
                organisation_id=values["organisation"].pk,
                language=values["language"],
                valid_until=values["valid_until"],
                actor=request.user,
            )
            return _("Certificate %(number)s stands in the list.") % {"number": certificate.number}

        form = IssueForm(sent(request), initial={"organisation": request.GET.get("organisation")})
        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=_("Issue a certificate of membership"),
            button=_("Issue"),
            text=_("It says what is true today; asked for again while nothing has changed, it is "
                   "the one there is."),
        )  # fmt: skip

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_revoke(request.user):
            raise PermissionDenied
        certificate = get_object_or_404(Certificate, pk=pk)

        def act(values: dict[str, Any]) -> str:
            actions.revoke(certificate_id=pk, actor=request.user, **values)
            return _("The certificate is revoked. Whoever checks it sees that at once.")

        return action_page(
            request,
            model_admin=self,
            form=RevokeForm(sent(request)),
            act=act,
            title=_("Revoke the certificate"),
            button=_("Revoke"),
            subject=certificate,
            is_grave=True,
            facts=[(_("Member"), certificate.legal_name), (_("Number"), certificate.number)],
        )

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return papers.response_of(get_object_or_404(Certificate, pk=pk))
