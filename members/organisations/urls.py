from django.urls import path

from members.organisations.views import invitations, own, people

urlpatterns = [
    path("my/organisation/", own.my_organisation, name="my_organisation"),
    path("my/organisation/edit/", own.my_organisation_edit, name="my_organisation_edit"),
    path("my/switch/", own.switch_organisation, name="switch_organisation"),
    path("my/people/", people.people, name="people"),
    path("my/people/invite/", people.invite, name="invite"),
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
