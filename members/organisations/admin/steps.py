"""The buttons above an organisation's record that have to do with its name, size and money."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cluster_portal.toolkit.forms import sent
from members.organisations import actions, policies
from members.organisations.forms_office import (
    AccountForm,
    LineageForm,
    MergeForm,
    RecordSizeForm,
    RenameForm,
)
from members.organisations.models import AccountSource, Organisation
from members.organisations.requests import MemberRequest


class RecordSteps:
    """Mixed into the organisation's admin, which has `_page`."""

    def record_steps(self, request: MemberRequest) -> list[tuple[str, str]]:
        found = []
        if policies.can_approve_changes(request.user):
            found.append(("rename", _("New name")))
        if policies.can_accept_size(request.user):
            found.append(("record_size", _("Record a size")))
        if policies.can_manage_accounts(request.user):
            found.append(("record_account", _("Record a bank account")))
        if policies.can_merge(request.user):
            found += [
                ("merge", _("Merge into another organisation")),
                ("lineage", _("Note a split or takeover")),
            ]
        return found

    def rename(self, request: MemberRequest, pk: int) -> HttpResponse:
        organisation = self._if(request, pk, policies.can_approve_changes)
        names = {name: getattr(organisation, name) for name in ("legal_name", "display_name")}

        def act(values: dict[str, Any]) -> str:
            actions.rename(organisation_id=pk, actor=request.user, **values)
            return _("The new name holds from now on; the former one still finds the page.")

        form = RenameForm(sent(request), initial=names)
        return self._page(request, organisation, form, act, _("New name"))

    def record_size(self, request: MemberRequest, pk: int) -> HttpResponse:
        organisation = self._if(request, pk, policies.can_accept_size)

        def act(values: dict[str, Any]) -> str:
            actions.record_size(organisation_id=pk, actor=request.user, **values)
            return _("Recorded. It counts from the day on which it was counted.")

        form = RecordSizeForm(sent(request), request.FILES or None)
        return self._page(request, organisation, form, act, _("Record a size"))

    def record_account(self, request: MemberRequest, pk: int) -> HttpResponse:
        organisation = self._if(request, pk, policies.can_manage_accounts)

        def act(values: dict[str, Any]) -> str:
            actions.know_account(
                organisation_id=pk, source=AccountSource.OFFICE, is_confirmed=True,
                actor=request.user, **values,
            )  # fmt: skip
            return _("Confirmed: payments from it are recognised.")

        form = AccountForm(sent(request))
        return self._page(request, organisation, form, act, _("Record a bank account"))

    def merge(self, request: MemberRequest, pk: int) -> HttpResponse:
        organisation = self._if(request, pk, policies.can_merge)

        def act(values: dict[str, Any]) -> str:
            heir = values.pop("heir")
            actions.merge(from_id=pk, to_id=heir.pk, actor=request.user, **values)
            return _("Merged. Its people represent %(organisation)s now and are told.") % {
                "organisation": heir
            }

        form = MergeForm(sent(request), origin=organisation)
        return self._page(
            request, organisation, form, act, _("Merge into another organisation"), is_grave=True,
            text=_(
                "The membership ends, with its people told. They represent the other organisation "
                "from today, with the roles they had, except what somebody there holds alone. "
                "Invitations and requests that wait are closed. Documents, payments and history "
                "stay here; what is owed is settled in this organisation’s own ledger. Seats in "
                "working groups lapse: coordinators give them anew."
            ),
        )  # fmt: skip

    def lineage(self, request: MemberRequest, pk: int) -> HttpResponse:
        organisation = self._if(request, pk, policies.can_merge)

        def act(values: dict[str, Any]) -> str:
            heir = values.pop("heir")
            actions.note_lineage(from_id=pk, to_id=heir.pk, actor=request.user, **values)
            return _("Noted. Both pages tell it.")

        form = LineageForm(sent(request), origin=organisation)
        return self._page(request, organisation, form, act, _("Note a split or takeover"))

    def _if(self, request: MemberRequest, pk: int, policy: Any) -> Organisation:
        if not policy(request.user):
            raise PermissionDenied
        return get_object_or_404(Organisation, pk=pk)
