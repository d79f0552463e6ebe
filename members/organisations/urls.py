from django.urls import path, register_converter

from members.organisations.models import ChangeKind
from members.organisations.views import (
    invitations,
    joining,
    own,
    people,
    private,
)


class ChangeKindConverter:
    """name, identifiers, seat, bank; anything else is no address of ours."""

    regex = "|".join(ChangeKind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(ChangeKindConverter, "change_kind")

urlpatterns = [
    path("my/organisation/", own.my_organisation, name="my_organisation"),
    path("my/organisation/edit/", own.my_organisation_edit, name="my_organisation_edit"),
    path("my/organisation/billing/", private.my_billing, name="my_billing"),
    path("my/organisation/sizes/new/", private.size_declare, name="size_declare"),
    path("my/organisation/sizes/<int:pk>/evidence/", private.size_evidence, name="size_evidence"),
    path(
        "my/organisation/changes/<int:pk>/withdraw/",
        private.change_withdraw,
        name="change_withdraw",
    ),
    path("my/organisation/changes/<int:pk>/paper/", private.change_paper, name="change_paper"),
    path(
        "my/organisation/changes/<change_kind:kind>/",
        private.change_request,
        name="change_request",
    ),
    path("my/switch/", own.switch_organisation, name="switch_organisation"),
    path("my/people/", people.people, name="people"),
    path("my/people/invite/", people.invite, name="invite"),
    path("my/people/domains/", joining.mail_domains, name="mail_domains"),
    path("my/people/domains/<int:pk>/end/", joining.mail_domain_end, name="mail_domain_end"),
    path("my/people/confirm/", joining.people_confirm, name="people_confirm"),
    path("my/people/requests/<int:pk>/accept/", joining.join_accept, name="join_accept"),
    path("my/people/requests/<int:pk>/decline/", joining.join_decline, name="join_decline"),
    path("my/represent/", joining.represent, name="represent"),
    path("my/represent/<int:pk>/withdraw/", joining.join_withdraw, name="join_withdraw"),
    path("my/people/<int:pk>/roles/", people.representative_roles, name="representative_roles"),
    path("my/people/<int:pk>/end/", people.representative_end, name="representative_end"),
    path("my/people/<int:pk>/leave/", people.leave, name="leave"),
    path("my/people/<int:pk>/about-me/", people.oneself, name="oneself"),
    path(
        "my/people/invitations/<int:pk>/again/",
        people.invitation_send_again,
        name="invitation_send_again",
    ),
    path(
        "my/people/invitations/<int:pk>/take-back/",
        people.invitation_take_back,
        name="invitation_take_back",
    ),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path(
        "invitations/<str:token>/accept/", invitations.invitation_accept, name="invitation_accept"
    ),
    path(
        "invitations/<str:token>/decline/",
        invitations.invitation_decline,
        name="invitation_decline",
    ),
]
