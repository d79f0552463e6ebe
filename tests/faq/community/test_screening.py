"""What is held, and what honest people write and must not be held."""

import datetime as dt

import pytest
from django.utils import timezone

from faq.community import screening
from faq.community.models import Held

HONEST = [
    "The fee in the second paragraph is last year's; the General Assembly changed it in March.",
    "Cotizația din al doilea paragraf este cea de anul trecut. Vă rog să o corectați.",
    "Cat este taxa de inscriere pentru un start-up cu 3 angajati?",
    "The form has moved: it is now at https://example.org/forms/2026/adhesion and not where the "
    "answer says, and it wants a fiscal code too.",
    "Is „Иван“ how the partner's name is written in the statute, or is it transliterated?",
    "OK!",
    "42?",
    "Grüße aus Köln – does this hold for German branches of a Romanian company?",
    "See art. 7.2 of the statute, e.g. the part about the 30-day notice.",
]
SPAM = [
    ("Cheap pills https://a.example https://b.example http://c.example", Held.LINKS),
    ("buy now www.pills.example", Held.LINKS),
    ("[url=https://casino.example]Casino[/url]", Held.LINKS),
    ('<a href="//x.example">click</a>', Held.LINKS),
    ("Best offer at loans-fast.xyz today", Held.LINKS),
    ("Заработок в интернете без вложений, пишите нам", Held.SCRIPT),
    ("在线赌场 免费 奖金 现在 注册", Held.SCRIPT),
]


def sent(**changes):
    values = {
        "text": "A plain sentence about fees.",
        "trap": "",
        "stamp": screening.fresh_stamp(),
        "crowd": screening.crowd_of("192.0.2.1"),
        "sender": "dana@example.org",
        "is_known": True,
    }
    return screening.Sent(**{**values, **changes})


@pytest.mark.parametrize("text", HONEST)
def test_what_honest_people_write_is_not_held(text):
    assert screening.screen(sent(text=text)) == []


@pytest.mark.parametrize(("text", "reason"), SPAM)
def test_spam_is_held_with_its_reason(text, reason):
    assert screening.screen(sent(text=text)) == [reason]


def test_field_that_nobody_sees_makes_it_spam():
    held = screening.screen(sent(trap="https://x.example"))

    assert held == [Held.HONEYPOT]
    assert screening.is_spam(held)
    assert not screening.is_spam([Held.LINKS, Held.TOO_FAST, Held.SCRIPT])


def test_first_post_is_held():
    assert screening.screen(sent(is_known=False)) == [Held.FIRST_POST]


def test_too_fast_and_too_late_and_forged_are_told_apart():
    late = screening.stamp(now=timezone.now() - screening.SLOWEST - dt.timedelta(minutes=1))
    slow = screening.stamp(now=timezone.now() - screening.SLOWEST + dt.timedelta(minutes=1))

    assert screening.screen(sent(stamp=screening.stamp())) == [Held.TOO_FAST]
    assert screening.screen(sent(stamp=slow)) == []
    for number, stale in enumerate((late, "", "nonsense", "1.2.3", screening.stamp() + "x")):
        held = screening.screen(sent(stamp=stale, sender=f"p{number}@example.org"))
        assert held == [Held.STALE]


def test_many_from_one_place_are_held_and_those_from_another_are_not():
    crowd = screening.crowd_of("192.0.2.9")
    for number in range(screening.PER_CROWD):
        assert screening.screen(sent(crowd=crowd, sender=f"p{number}@example.org")) == []

    assert screening.screen(sent(crowd=crowd, sender="x@example.org")) == [Held.TOO_MANY]
    assert screening.screen(sent(sender="y@example.org")) == []


def test_many_by_one_sender_are_held_wherever_they_come_from():
    for number in range(screening.PER_SENDER):
        assert screening.screen(sent(crowd=screening.crowd_of(f"192.0.2.{number}"))) == []

    assert screening.screen(sent(crowd=screening.crowd_of("198.51.100.1"))) == [Held.TOO_MANY]


def test_crowd_says_nothing_of_the_address_and_is_another_one_tomorrow(monkeypatch):
    today = screening.crowd_of("192.0.2.1")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(screening.timezone, "localdate", lambda: tomorrow)

    assert len(today) == 64
    assert screening.crowd_of("192.0.2.1") != today


def test_house_with_an_ipv6_network_is_one_crowd():
    assert screening.crowd_of("2001:db8::1") == screening.crowd_of("2001:db8::2")
    assert screening.crowd_of("2001:db8::1") != screening.crowd_of("2001:db8:0:1::1")


def test_same_words_have_the_same_key_whatever_their_dress():
    key = screening.text_key("Cotizația este greșită!")

    assert screening.text_key("  cotizatia   ESTE gresita ") == key
    assert screening.text_key("Cotizaţia este greşită.") == key
    assert screening.text_key("Cotizația nu este greșită!") != key


def test_mailbox_of_a_stranger_cannot_be_filled():
    assert [screening.may_mail("Dana@example.org") for _ in range(screening.MAILS_PER_HOUR)] == [
        True
    ] * screening.MAILS_PER_HOUR

    assert not screening.may_mail(" dana@EXAMPLE.org")
    assert screening.may_mail("radu@example.org")
