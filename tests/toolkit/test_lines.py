"""Names of one line: nothing in them is hidden, whichever way they come in."""

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import translation

from cluster_portal.toolkit.fields import LineField as NameColumn
from cluster_portal.toolkit.forms import LineField
from cluster_portal.toolkit.lines import one_line
from faq.questions.models import Label
from members.accounts.models import User
from tests.factories.working_groups import WorkingGroupFactory
from working_groups.groups.models import WorkingGroup


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


def test_translated_names_are_cleaned_in_either_language(db):
    made = WorkingGroupFactory(name_en="Robo\u200btics\u202e", name_ro="Robo\u00adtică\n și AI")
    assert (made.name_en, made.name_ro) == ("Robotics", "Robotică și AI")
    [many] = Label.objects.bulk_create(
        [Label(slug="x", name_en="Dues\u2066", name_ro="Co\u200btizații")]
    )
    WorkingGroup.objects.filter(pk=made.pk).update(name_ro="Ro\u200bboți")

    many.refresh_from_db()
    made.refresh_from_db()
    assert (many.name_en, many.name_ro) == ("Dues", "Cotizații")
    assert (made.name_en, made.name_ro) == ("Robotics", "Roboți")


def test_cleaning_a_name_does_not_translate_it(db):
    """Without a Romanian name a group reads in English there too, and gets none by that."""
    group = WorkingGroupFactory(name_en="Robotics\u200b", name_ro="")
    with translation.override("ro"):
        group.refresh_from_db()
        group.summary_en = "Robots"
        group.save()
        assert group.name == "Robotics"
    group.refresh_from_db()
    assert (group.name_en, group.name_ro) == ("Robotics", "")


def test_admin_cleans_translated_names_in_the_form(db, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    form = admin.site._registry[Label].get_form(request)
    filled = form({"slug": "dues", "name_en": "\u2067Dues", "name_ro": "\u200b"})
    assert filled.is_valid(), filled.errors
    assert (filled.cleaned_data["name_en"], filled.cleaned_data["name_ro"]) == ("Dues", "")
    assert not form({"slug": "dues", "name_en": "\u200b", "name_ro": ""}).is_valid()


def test_migrations_know_the_column_as_a_plain_one():
    field = NameColumn(max_length=150)
    assert field.deconstruct()[1] == "django.db.models.CharField"
    assert isinstance(field.formfield(), LineField)
    in_romanian = WorkingGroup._meta.get_field("name_ro")
    assert in_romanian.deconstruct()[1] == "django.db.models.CharField"
    assert in_romanian.column == "name_ro"
