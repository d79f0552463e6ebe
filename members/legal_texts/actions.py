"""Publishing a version, and accepting the one that holds."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.legal_texts import policies
from members.legal_texts.errors import TextIncompleteError, TextReplacedError
from members.legal_texts.models import (
    LANGUAGES,
    TEXT_MOVES,
    Acceptance,
    LegalText,
    LegalTextEvent,
    TextStatus,
    exact,
    fingerprint,
)


@transaction.atomic
def publish_text(*, text_id: int, actor: User) -> LegalText:
    """From now on this version never changes. It gets the next number of its kind and the hash of
    its words in each language. Raises TextIncompleteError.
    """
    demand(policies.can_publish, actor)
    kind = LegalText.objects.values_list("kind", flat=True).get(pk=text_id)
    rivals = LegalText.objects.select_for_update().filter(kind=kind).order_by("pk")
    text = next(row for row in rivals if row.pk == text_id)
    check_move(TEXT_MOVES, TextStatus(text.status), TextStatus.PUBLISHED, _("This text"))
    _check_whole(text)
    last = LegalText.objects.published().filter(kind=kind).aggregate(
        version=Max("version"), valid_from=Max("valid_from")
    )  # fmt: skip
    if last["valid_from"] is not None and text.valid_from <= last["valid_from"]:
        raise TextIncompleteError(
            _("A version holds from that day or a later one already. Choose a day after it.")
        )
    text.status, text.published_at = TextStatus.PUBLISHED, timezone.now()
    text.version = (last["version"] or 0) + 1
    for language in LANGUAGES:
        words = exact(getattr(text, f"body_{language}"))
        setattr(text, f"body_{language}", words)
        setattr(text, f"sha256_{language}", fingerprint(words))
    text.save()
    history.record(
        subject=text,
        kind=LegalTextEvent.PUBLISHED,
        actor=actor,
        changes={f"sha256_{code}": ["", text.sha256_in(code)] for code in LANGUAGES},
    )
    return text


def _check_whole(text: LegalText) -> None:
    for language in LANGUAGES:
        if not (getattr(text, f"title_{language}") and getattr(text, f"body_{language}")):
            raise TextIncompleteError(
                _("A text is published in every language of the portal: title and words.")
            )


@transaction.atomic
def accept_text(
    *,
    text_id: int,
    language: str,
    person_name: str,
    organisation_name: str = "",
    person_email: str = "",
    position: str = "",
    user: User | None = None,
) -> Acceptance:
    """Keep that this person accepted exactly these words. Raises TextReplacedError when another
    version holds by now: what was read is then not what would be accepted.
    """
    text = LegalText.objects.published().filter(pk=text_id).first()
    if text is None or LegalText.objects.in_force(text.kind) != text:
        raise TextReplacedError(
            _("Another version of this text holds by now. Please read it and accept it anew.")
        )
    return Acceptance.objects.create(
        text=text,
        language=language,
        sha256=text.sha256_in(language),
        person_name=person_name,
        person_email=person_email,
        position=position,
        organisation_name=organisation_name,
        user=user,
    )
