import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from members.legal_texts import actions
from members.legal_texts.errors import TextIncompleteError, TextReplacedError
from members.legal_texts.models import Acceptance, LegalText, TextKind
from tests.factories.members import LegalTextFactory
from tests.members.racing import at_once

TODAY = timezone.localdate


def draft(**changes) -> LegalText:
    values = {
        "kind": TextKind.STATUTE,
        "title_en": "Statute",
        "title_ro": "Statut",
        "body_en": "Members\r\nhelp.",
        "body_ro": "Membrii\r\najută.",
        "valid_from": TODAY(),
        **changes,
    }
    return LegalText.objects.create(**values)


def accept(text: LegalText) -> Acceptance:
    return actions.accept_text(
        text_id=text.pk, language="ro", person_name="Dana", organisation_name="New Company SRL"
    )


def test_publishing_numbers_a_version_and_keeps_the_hash_of_its_words(office):
    first = actions.publish_text(text_id=draft(valid_from=dt.date(2020, 1, 1)).pk, actor=office)
    second = actions.publish_text(text_id=draft().pk, actor=office)

    assert (first.version, second.version) == (1, 2)
    assert second.sha256_en == hashlib.sha256(b"Members\nhelp.").hexdigest()
    assert LegalText.objects.in_force(TextKind.STATUTE) == second
    assert LegalText.objects.in_force(TextKind.STATUTE, dt.date(2021, 1, 1)) == first
    event = HistoryEvent.objects.about(second).get()
    assert event.changes["sha256_en"][1] == second.sha256_en
    with pytest.raises(IllegalTransitionError):
        actions.publish_text(text_id=second.pk, actor=office)


def test_half_a_text_or_one_of_the_past_is_not_published(office, ana):
    LegalTextFactory(valid_from=TODAY())

    with pytest.raises(TextIncompleteError, match="every language"):
        actions.publish_text(
            text_id=draft(body_ro="", valid_from=dt.date(2999, 1, 1)).pk, actor=office
        )
    with pytest.raises(TextIncompleteError, match="a day after it"):
        actions.publish_text(text_id=draft().pk, actor=office)
    with pytest.raises(NotAllowedError):
        actions.publish_text(text_id=draft(kind=TextKind.PRIVACY).pk, actor=ana)


def test_published_words_and_acceptances_never_change(db):
    text = LegalTextFactory()
    accepted = accept(text)

    for rows, name in (
        (LegalText.objects.filter(pk=text.pk), "legal_text_is_kept"),
        (Acceptance.objects.filter(pk=accepted.pk), "acceptance_is_kept"),
    ):
        change = {"body_ro": "x"} if name == "legal_text_is_kept" else {"person_name": "x"}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows._raw_delete(rows.db)
    LegalText.objects.filter(pk=text.pk).update(body_html_en="<p>rendered anew</p>")


def test_acceptance_keeps_the_hash_of_the_language_that_was_read(db):
    text = LegalTextFactory()

    accepted = accept(text)

    assert (accepted.text, accepted.sha256) == (text, text.sha256_ro)
    assert accepted.sha256 != text.sha256_en


def test_only_the_version_in_force_is_accepted(db):
    old = LegalTextFactory()
    LegalTextFactory(version=2, valid_from=TODAY())
    to_come = LegalTextFactory(version=3, valid_from=TODAY() + dt.timedelta(days=1))

    for text in (old, to_come):
        with pytest.raises(TextReplacedError):
            accept(text)
    assert not Acceptance.objects.exists()


def test_page_shows_the_words_their_hash_and_the_other_versions(client, db):
    old = LegalTextFactory()
    new = LegalTextFactory(version=2, valid_from=dt.date(2021, 1, 1), body_en="Only *this*.")

    text = client.get(reverse("members:legal_text", args=["statute"])).content.decode()
    for fact in ("Only <em>this</em>", new.sha256_en, old.get_absolute_url(), "Version 2"):
        assert fact in text
    before = client.get(old.get_absolute_url()).content.decode()
    assert "This version no longer holds" in before
    source = client.get(reverse("members:legal_text_source", args=["statute", 1, "ro"]))
    assert hashlib.sha256(source.content).hexdigest() == old.sha256_ro


def test_draft_and_unknown_texts_are_not_there(client, db):
    draft()

    for address in ("/texts/statute/", "/texts/nonsense/", "/texts/statute/1/"):
        assert client.get(address).status_code == 404


def test_office_writes_a_draft_publishes_it_and_can_no_longer_change_it(client, office):
    client.force_login(office)
    add = reverse("admin:members_legaltext_add")
    values = {
        "kind": "privacy", "title_en": "Privacy", "title_ro": "Date", "body_en": "We keep little.",
        "body_ro": "Păstrăm puțin.", "valid_from": TODAY().isoformat(), "source": "HCD 1/2026",
    }  # fmt: skip
    assert client.post(add, values).status_code == 302
    text = LegalText.objects.get()
    page = reverse("admin:members_legaltext_change", args=[text.pk])
    publish = reverse("admin:members_legaltext_publish", args=[text.pk])
    assert publish in client.get(page).content.decode()

    client.post(publish)

    text.refresh_from_db()
    assert text.version == 1
    assert 'name="body_en"' not in client.get(page).content.decode()
    assert client.post(
        reverse("admin:members_legaltext_delete", args=[text.pk]), {"post": "yes"}
    ).status_code == 403  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_give_two_numbers(office):
    texts = [draft(valid_from=dt.date(2030, 1, day)) for day in (1, 2)]

    results = at_once(
        *[lambda text=text: actions.publish_text(text_id=text.pk, actor=office) for text in texts]
    )

    published = [one for one in results if isinstance(one, LegalText)]
    assert sorted(one.version for one in published) == list(range(1, len(published) + 1))
    assert len(published) >= 1
