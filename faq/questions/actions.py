"""What the office decides about addresses that lead to answers."""

from django.db import models, transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.history import kinds
from faq.questions import addresses
from faq.questions.errors import AddressError
from faq.questions.models import AddressSource, OldAddress
from members.accounts.models import User


@kinds.register_kinds
class AddressEvent(models.TextChoices):
    KEPT = "old_address.kept", gettext_lazy("An old address leads here")
    RELEASED = "old_address.released", gettext_lazy("An old address was released")


@transaction.atomic
def keep_address(
    *, address: str, question_id: int | None, actor: User, anchor: str = ""
) -> OldAddress:
    """Let an address lead to a question, or without one to the list of all.

    Raises AddressError for one that leads elsewhere, has a page of its own or is none.
    """
    if not actor.has_perm("faq.add_oldaddress"):
        raise NotAllowedError
    path = addresses.normal(address)
    _check(address, path)
    kept, is_new = OldAddress.objects.get_or_create(
        path=path,
        defaults={"question_id": question_id, "anchor": anchor, "source": AddressSource.EDITOR},
    )
    if not is_new:
        raise AddressError(
            _("This address leads to “%(question)s” already. Release it there first.")
            % {"question": kept.question or _("all questions")}
        )
    _record(kept, AddressEvent.KEPT, actor)
    return kept


@transaction.atomic
def release_address(*, address_id: int, actor: User) -> None:
    """It leads nowhere from now on, and another question may have it."""
    if not actor.has_perm("faq.delete_oldaddress"):
        raise NotAllowedError
    kept = OldAddress.objects.select_for_update(of=("self",)).filter(pk=address_id).first()
    if kept is None:
        return
    _record(kept, AddressEvent.RELEASED, actor)
    kept.delete()


def _check(address: str, path: str) -> None:
    has_path = address.strip().startswith("/") or "://" in address
    if not has_path or path == "/" or len(path) > addresses.LONGEST:
        raise AddressError(_("Please give the whole address, or its part from the first slash."))
    if _has_a_page(path.partition("?")[0].rstrip("/")):
        raise AddressError(_("The portal has a page of its own at this address."))


def _has_a_page(path: str) -> bool:
    for spelling in (path, f"{path}/"):
        try:
            resolve(spelling)
        except Resolver404:
            continue
        return True
    return False


def _record(kept: OldAddress, kind: AddressEvent, actor: User) -> None:
    history.record(
        subject=kept.question or kept,
        kind=kind,
        actor=actor,
        changes={"address": [None, kept.path] if kind == AddressEvent.KEPT else [kept.path, None]},
        is_internal=True,
    )
