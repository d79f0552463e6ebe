"""How an organisation wants its documents written, and where they go."""

from typing import Any

from django.db import transaction

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.lines import one_line
from members.accounts.models import User
from members.organisations import policies
from members.organisations.models import Organisation, OrganisationEvent

BILLING_FIELDS = (
    "billing_name",
    "billing_street",
    "billing_postal_code",
    "billing_city",
    "billing_county",
    "billing_country",
    "billing_email",
    "needs_purchase_order",
)


@transaction.atomic
def edit_billing(*, organisation_id: int, actor: User, **values: Any) -> Organisation:
    """Change how documents are addressed from now on; those that were issued stay as they were."""
    organisation = Organisation.objects.held(organisation_id)
    if not policies.can_edit_billing(actor, organisation):
        raise NotAllowedError
    if unknown := set(values) - set(BILLING_FIELDS):
        message = f"Not about billing: {', '.join(sorted(unknown))}"
        raise TypeError(message)
    lines = {
        name: one_line(value) if isinstance(value, str) else value for name, value in values.items()
    }
    before = {name: getattr(organisation, name) for name in lines}
    changed = {name: value for name, value in lines.items() if before[name] != value}
    if changed:
        for name, value in changed.items():
            setattr(organisation, name, value)
        organisation.save(update_fields=list(changed))
        history.record(
            subject=organisation,
            kind=OrganisationEvent.BILLING_EDITED,
            actor=actor,
            changes={name: [before[name], value] for name, value in changed.items()},
            is_internal=True,
        )
    return organisation


def move_documents(organisation: Organisation, *, to: str, actor: User) -> None:
    """For a caller that holds the row: who got the documents has left. Without a successor they go
    to the people for billing again.
    """
    before, organisation.billing_email = organisation.billing_email, to
    organisation.save(update_fields=["billing_email"])
    history.record(
        subject=organisation,
        kind=OrganisationEvent.BILLING_EDITED,
        actor=actor,
        changes={"billing_email": [before, to]},
        is_internal=True,
    )
