"""What the public reads about an organisation, and what its people say about themselves."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.organisations import policies
from members.organisations.models import Organisation, OrganisationEvent, Representative

PAGE_FIELDS = (
    "summary_en",
    "summary_ro",
    "description_en",
    "description_ro",
    "competences",
    "markets",
    "website",
    "email",
    "phone",
    "language",
)
RENDERED = {"description_en": "description_html_en", "description_ro": "description_html_ro"}


@transaction.atomic
def edit_page(
    *,
    organisation_id: int,
    actor: User,
    logo: UploadedFile | None = None,
    remove_logo: bool = False,
    **values: Any,
) -> Organisation:
    """Change what the public reads; `values` are some of PAGE_FIELDS. The logo's old file stays in
    the storage: pages that were printed or cached may still ask for it.
    """
    organisation = Organisation.objects.held(organisation_id)
    if not policies.can_edit_organisation(actor, organisation):
        raise NotAllowedError
    if unknown := set(values) - set(PAGE_FIELDS):
        message = f"Not on the public page: {', '.join(sorted(unknown))}"
        raise TypeError(message)
    changes: dict[str, list[Any]] = {}
    for name, value in values.items():
        before = getattr(organisation, name)
        if (before or None) != (value or None):
            changes[name] = [before, value]
            setattr(organisation, name, value)
    if logo or (remove_logo and organisation.logo):
        changes["logo"] = [organisation.logo.name, logo.name if logo else ""]
        organisation.logo = logo or ""
    if changes:
        rendered = [RENDERED[name] for name in changes if name in RENDERED]
        organisation.save(update_fields=[*changes, *rendered])
        history.record(
            subject=organisation, kind=OrganisationEvent.EDITED, actor=actor, changes=changes
        )
    return organisation


@transaction.atomic
def describe_oneself(
    *, representative_id: int, actor: User, job_title: str, is_public: bool
) -> Representative:
    """Only the person decides whether their name stands on the public page."""
    rows = Representative.objects.select_for_update(of=["self"]).select_related("organisation")
    tie = rows.get(pk=representative_id)
    if tie.user_id != actor.pk or tie.ended_on is not None:
        raise NotAllowedError
    before = _as_shown(tie, actor)
    tie.job_title, tie.is_public = job_title, is_public
    tie.save(update_fields=["job_title", "is_public"])
    if before != (after := _as_shown(tie, actor)):
        history.record(
            subject=tie.organisation,
            kind=OrganisationEvent.NAME_SHOWN,
            actor=actor,
            changes={"person": [before, after]},
        )
    return tie


def _as_shown(tie: Representative, person: User) -> str:
    """What the public page says of a person; nothing of one who is not named there."""
    return ", ".join(filter(None, [str(person), tie.job_title])) if tie.is_public else ""
