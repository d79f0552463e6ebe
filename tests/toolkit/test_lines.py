"""Names of one line: nothing in them is hidden, whichever way they come in."""

import pytest
from django.core.exceptions import ValidationError

from cluster_portal.toolkit.fields import LineField as NameColumn
from cluster_portal.toolkit.forms import LineField
from cluster_portal.toolkit.lines import one_line
from members.accounts.models import User


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana\u202e poP", "Ana poP"),
        ("\u2066Ana\u2069 \u200fPop\u200e", "Ana Pop"),
        ("Ștefă\u00adnescu\u200b \ufeffSRL", "Ștefănescu SRL"),
        ("Ana\u00a0\u2009Pop\u3000", "Ana Pop"),
        ("Ana\r\nBcc: all@example.org", "Ana Bcc: all@example.org"),
        ("Ana\x00\x1b[31m\u2028Pop", "Ana [31m Pop"),
        ("\u3164\u2800\u115f", ""),
        ("𝐁𝐫𝐨𝐝𝐢𝐧𝐚 𝓢𝓡𝓛 ＡＢＣ１", "Brodina SRL ABC1"),
        ("S\u0326tefa\u0306nescu", "\u0218tefănescu"),
        ("Müller & Söhne – “Ĳ” 東京 (إبن)", "Müller & Söhne – “Ĳ” 東京 (إبن)"),
    ],
)
def test_nothing_is_kept_that_nobody_sees(typed, kept):
    assert one_line(typed) == kept
    assert LineField(required=False).clean(typed) == kept


def test_name_of_unseen_signs_alone_is_no_name():
    with pytest.raises(ValidationError, match="required"):
        LineField().clean("\u200b\u202e \u3164")


def test_model_cleans_what_no_form_has_seen(db):
    made = User.objects.create(email="a@example.org", full_name="Ana\u202e poP")
    assert made.full_name == "Ana poP"  # also on the row in hand, which mails and history read
    [many] = User.objects.bulk_create([User(email="b@example.org", full_name="Bo\u200bgdan")])
    User.objects.filter(pk=made.pk).update(full_name="Ana\u2028Maria")

    assert many.full_name == "Bogdan"
    assert list(User.objects.order_by("email").values_list("full_name", flat=True)) == [
        "Ana Maria", "Bogdan",
    ]  # fmt: skip


def test_migrations_know_the_column_as_a_plain_one():
    field = NameColumn(max_length=150)
    assert field.deconstruct()[1] == "django.db.models.CharField"
    assert isinstance(field.formfield(), LineField)
