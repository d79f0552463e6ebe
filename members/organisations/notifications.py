"""Letters about memberships and people. Each says who gets it and why."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail import actions as mail
from members.accounts.models import User
from members.organisations.models import (
    Association,
    ChangeRequest,
    ChangeStatus,
    Invitation,
    JoinRequest,
    JoinStatus,
    Membership,
    Organisation,
    PeopleConfirmation,
    Representative,
    Role,
    SizeDeclaration,
    SizeStatus,
)

FOLDER = "members/organisations/mail"


def responsible_for(organisation: Organisation) -> list[User]:
    """The primary contact and the administrators: who hears what the association decides."""
    return list(
        User.objects.filter(
            representations__in=organisation.representatives.open().with_role(
                Role.PRIMARY_CONTACT, Role.ADMINISTRATOR
            ),
            is_active=True,
        ).order_by("pk")
    )


def membership_began(membership: Membership) -> None:
    _tell_the_responsible("membership_began", membership)


def membership_suspended(membership: Membership, *, reason: str) -> None:
    _tell_the_responsible("membership_suspended", membership, reason=reason)


def membership_resumed(membership: Membership) -> None:
    _tell_the_responsible("membership_resumed", membership)


def membership_ended(membership: Membership, *, reason: str) -> None:
    _tell_the_responsible("membership_ended", membership, reason=reason)


def invited(invitation: Invitation) -> None:
    """The link in it lets its reader answer for the invited address, so the text is a secret."""
    mail.send_mail(
        template=f"{FOLDER}/invited",
        to_address=invitation.email,
        to_name=invitation.full_name,
        language=invitation.language,
        why=_("You get this because somebody who administers an organisation wrote your address."),
        about=invitation.organisation,
        is_secret=True,
        context={
            "greeted": invitation.full_name,
            "invitation": invitation,
            "organisation": invitation.organisation,
            "roles": _names(invitation.roles),
        },
    )


def declined(invitation: Invitation, *, has_left: bool) -> None:
    """To who invited; once they have left, to the administrators."""
    people = administrators_of(invitation.organisation) if has_left else [invitation.invited_by]
    _tell(
        "declined",
        people,
        why=_("You get this because you administer your organisation in the portal.")
        if has_left
        else _("You get this because you invited this person."),
        about=invitation.organisation,
        invitation=invitation,
        organisation=invitation.organisation,
    )


def welcomed(tie: Representative, *, roles: Iterable[str]) -> None:
    _tell_representative("welcomed", tie, roles=_names(roles))


def roles_changed(tie: Representative, *, roles: Iterable[str], by: User) -> None:
    _tell_representative("roles_changed", tie, roles=_names(roles), by=by)


def handed_over(
    *,
    giver: Representative,
    taker: Representative,
    roles: Iterable[str],
    documents_go_along: bool = False,
    giver_leaves: bool = False,
) -> None:
    """To both: who has the roles now, and who no longer has; and who gets the documents. Who
    leaves is not sent to a page that they cannot open any more.
    """
    for tie in (taker, giver):
        _tell_representative(
            "handed_over",
            tie,
            giver=giver.user,
            taker=taker.user,
            is_taker=tie == taker,
            sees_people=tie == taker or not giver_leaves,
            documents_go_along=documents_go_along,
            roles=_names(roles),
        )


def representation_ended(tie: Representative, *, by: User, reason: str) -> None:
    _tell_representative(
        "representation_ended", tie, by=by, reason=reason, by_themselves=by.pk == tie.user_id
    )


def size_answered(size: SizeDeclaration) -> None:
    """To who declared it; what the office entered itself is not answered."""
    if size.declared_by is None or not size.declared_by.is_active:
        return
    _tell(
        "size_answered",
        [size.declared_by],
        why=_("You get this because you declared the size of your organisation."),
        about=size.organisation,
        size=size,
        organisation=size.organisation,
        is_accepted=size.status == SizeStatus.ACCEPTED,
    )


def change_requested(change: ChangeRequest) -> None:
    """To the office; and to all who answer for the organisation, so that none is made behind
    their back.
    """
    _tell_office("office_change", change.organisation, change=change)
    _tell_about_change("change_requested", change)


def change_answered(change: ChangeRequest) -> None:
    _tell_about_change("change_answered", change)


def _tell_about_change(letter: str, change: ChangeRequest) -> None:
    people = {person.pk: person for person in responsible_for(change.organisation)}
    if change.requested_by.is_active:
        people.setdefault(change.requested_by_id, change.requested_by)
    _tell(
        letter,
        people.values(),
        why=_("You get this because you answer for your organisation in the portal."),
        about=change.organisation,
        change=change,
        organisation=change.organisation,
        is_approved=change.status == ChangeStatus.APPROVED,
    )


def administrators_of(organisation: Organisation) -> list[User]:
    ties = organisation.representatives.open().with_role(Role.ADMINISTRATOR)
    return list(User.objects.filter(representations__in=ties, is_active=True).order_by("pk"))


def join_asked(asked: JoinRequest) -> None:
    """To its administrators; where there are none, to the office."""
    people = administrators_of(asked.organisation)
    if not people:
        _tell_office("office_join", asked.organisation, asked=asked)
    _tell(
        "join_asked",
        people,
        why=_("You get this because you administer your organisation in the portal."),
        about=asked.organisation,
        asked=asked,
        organisation=asked.organisation,
    )


def join_answered(asked: JoinRequest) -> None:
    _tell(
        "join_answered",
        [asked.user] if asked.user.is_active else [],
        why=_("You get this because you asked to represent this organisation."),
        about=asked.organisation,
        asked=asked,
        organisation=asked.organisation,
        is_declined=asked.status == JoinStatus.DECLINED,
    )


def confirm_people(asked: PeopleConfirmation) -> None:
    organisation = asked.organisation
    ties = organisation.representatives.open().select_related("user")
    _tell(
        "confirm_people",
        administrators_of(organisation) or responsible_for(organisation),
        why=_("You get this because you administer your organisation in the portal."),
        about=organisation,
        asked=asked,
        organisation=organisation,
        present=list(ties.order_by("user__full_name", "pk")),
    )


def moved_by_merger(tie: Representative, *, origin: Organisation) -> None:
    roles = tie.roles_held.open().values_list("role", flat=True)
    _tell_representative("moved_by_merger", tie, origin=origin, roles=_names(sorted(roles)))


def office() -> Association | None:
    """The association, where its office has an address to write to."""
    association = Association.objects.first()
    return association if association and association.email else None


def tell_office(
    template: str, *, about: Model, why: str | Promise, key: str | None = None, **context: Any
) -> None:
    """To the association's own address, in its language; nothing where it has none."""
    if association := office():
        mail.send_mail(
            template=template,
            to_address=association.email,
            to_name=association.name,
            language=association.language,
            why=why,
            about=about,
            key=key,
            context=context,
        )


def _tell_office(letter: str, about: Organisation, **context: Any) -> None:
    tell_office(
        f"{FOLDER}/{letter}",
        about=about,
        why=_("You get this because it is the address of the office."),
        organisation=about,
        **context,
    )


def _names(roles: Iterable[str]) -> str:
    """With commas, put together only when the letter is written, in its language."""
    labels = [Role(role).label for role in roles]
    return lazy(lambda: ", ".join(map(str, labels)), str)()


def _tell_representative(letter: str, tie: Representative, **context: Any) -> None:
    _tell(
        letter,
        [tie.user],
        why=_("You get this because it is about your own place in an organisation."),
        about=tie.organisation,
        organisation=tie.organisation,
        **context,
    )


def _tell_the_responsible(letter: str, membership: Membership, **context: Any) -> None:
    organisation = membership.organisation
    _tell(
        letter,
        responsible_for(organisation),
        why=_("You get this because you answer for your organisation in the portal."),
        about=organisation,
        membership=membership,
        organisation=organisation,
        **context,
    )


def _tell(letter: str, people: Iterable[User], *, why: Any, about: Model, **context: Any) -> None:
    for person in people:
        mail.send_mail(
            template=f"{FOLDER}/{letter}",
            to_address=person.email,
            to_name=person.full_name,
            language=person.language,
            why=why,
            about=about,
            context={"greeted": str(person), **context},
        )
