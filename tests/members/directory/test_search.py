"""What somebody types, and whom it finds."""

import datetime as dt
from itertools import product

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.toolkit.folding import fold
from members.directory.models import DirectoryEntry
from members.directory.search import one_letter_off, search
from members.organisations.models import Lineage, LineageKind, Organisation
from tests.factories.members import ActiveMemberFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    for name, competences, city in (
        ("Nouă Știință", ["Securitate cibernetică", "Cloud"], "Cluj-Napoca"),
        ("Cloudberry", ["Kubernetes"], "Oradea"),
        ("Pădurea Software", ["Medical imaging"], "Cluj-Napoca"),
    ):
        ActiveMemberFactory(
            display_name=name,
            legal_name=f"{name} SRL",
            competences=competences,
            city=city,
            county="",
        )


def names(words):
    return [str(one) for one in search(Organisation.objects.active_members(), words).rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("stiinta noua", ["Nouă Știință"]),
        ("ŞTIINŢĂ", ["Nouă Știință"]),  # the old letters with a cedilla
        ("securitate cluj", ["Nouă Știință"]),
        ("software padurea", ["Pădurea Software"]),
        ("kubernets", ["Cloudberry"]),  # a letter left out
        ("kuberentes oradea", ["Cloudberry"]),  # two changed places
        ("cibernetca", ["Nouă Știință"]),
        ("cloud", ["Cloudberry", "Nouă Știință"]),  # whose name has it comes first
        ("cluj kubernetes", []),  # both are known, nobody has both
        ("xqzwv", []),
        ("%", []),
        ("_", []),
        ("\\", []),
    ],
)
def test_who_is_found(known, words, found):
    assert names(words) == found


def test_without_words_everybody_stands_by_name(known):
    assert names("  ") == ["Cloudberry", "Nouă Știință", "Pădurea Software"]


def test_a_word_that_is_spelled_right_is_not_watered_down(known):
    ActiveMemberFactory(display_name="Clouds Ltd", legal_name="Clouds Ltd")

    assert names("kubernetes") == ["Cloudberry"]
    assert search(Organisation.objects.active_members(), "kubernetes").near == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("qunta", ["Quanta"]),  # a letter left out
        ("quamta", ["Quanta"]),  # another letter
        ("qaunta", ["Quanta"]),  # two changed places
        ("ccobalt", ["Cobalt Lumen"]),  # a letter twice
        ("xobalt", ["Cobalt Lumen"]),
        ("velndra", ["Velandra"]),
        ("lmen", ["Cobalt Lumen"]),
        ("qunta energie", ["Quanta"]),
        ("mate", []),  # nearly "date", as so many short words are
        ("dtae", []),
        ("ddate", []),
        ("qunna", []),
    ],
)
def test_a_word_with_one_wrong_letter_is_found_and_short_ones_are_not_each_others(words, found):
    for name, competences in (
        ("Quanta", ["Date", "Energie"]), ("Cobalt Lumen", ["Rate"]), ("Velandra", [])
    ):  # fmt: skip
        ActiveMemberFactory(
            display_name=name, legal_name=name, competences=competences, city="", county=""
        )
    assert names(words) == found


def test_who_is_one_letter_away_is_not_watered_down_by_those_who_are_alike(known):
    for name in ("Robotica", "Robotics"):
        ActiveMemberFactory(display_name=name, legal_name=name)

    assert names("robotca") == ["Robotica"]
    assert names("robotisc") == ["Robotics"]
    assert names("robotixx") == ["Robotica", "Robotics"]  # no word is so near: what is alike


def letters_off(one: str, other: str) -> int:
    """Letters to put in, take out, exchange or swap with their neighbour (restricted distance)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def test_one_letter_off_is_an_edit_distance_of_one():
    """Of words that have five letters or more; a letter too few at the end is found as typed."""
    words = ["".join(letters) for size in (4, 5, 6) for letters in product("ab", repeat=size)]
    for typed in ("abba", "babab", "aabbab"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word FROM unnest(%s::text[]) AS word WHERE word ~ %s",
                [words, one_letter_off(typed)],
            )
            found = {word for [word] in cursor.fetchall()}
        near = {word for word in words if len(word) > 4 and letters_off(typed, word) <= 1}
        assert {word for word in near if typed not in word} <= found <= near


@pytest.mark.parametrize("word", ["srl", "m12345", "a.b.c", "x" * 31, "", "[a-z]+"])
def test_what_is_no_word_to_misspell_is_not_looked_for(word):
    assert one_letter_off(word) == ""


def test_what_was_taken_for_a_word_and_what_was_left_out_is_said(known):
    found = search(Organisation.objects.active_members(), "kubernets xqzwv oradea")

    assert found.near == ["kubernets"]
    assert found.unused == ["xqzwv"]
    assert [str(one) for one in found.rows] == ["Cloudberry"]


def test_words_follow_the_organisation_by_themselves():
    member = ActiveMemberFactory(display_name="Before", competences=["Rust"])
    Organisation.objects.filter(pk=member.pk).update(display_name="Apoi", competences=["Gó"])

    entry = DirectoryEntry.objects.get(organisation=member)
    assert (entry.name, entry.competences) == ("apoi", ["go"])
    assert names("rust") == []
    assert names("apoi go") == ["Apoi"]


def test_former_names_and_those_of_who_was_taken_in_find_the_successor():
    member = ActiveMemberFactory(display_name="Successor", markets=["Scandinavia"])
    gone = OrganisationFactory(display_name="Pădurea", legal_name="Pădurea SRL")
    for source, kind in ((member, LineageKind.RENAME), (gone, LineageKind.TAKEOVER)):
        Lineage.objects.create(
            from_organisation=source, to_organisation=member, kind=kind, on=dt.date(2024, 1, 1),
            former_legal_name=f"Former {kind} SRL", former_display_name=f"Vechi {kind}",
        )  # fmt: skip

    for words in ("vechi rename", "former takeover", "scandinavia"):
        assert names(words) == ["Successor"]


def test_python_and_postgres_fold_alike():
    letters = "ĂÂÎȘȚăâîșțŞŢşţÁÉÍÓÖŐÚÜŰáéíóöőúüűÄßŁłŽžČčŠšÇçÑñŒœÆæØøĐđ’„”"
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(unaccent(%s))", [letters])
        [[by_postgres]] = cursor.fetchall()

    # „ and ” are two signs in both
    assert fold(letters) == by_postgres.replace(",,", '"')


@given(st.text(max_size=60))
def test_any_words_fold_to_something_that_folds_to_itself(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("words", ["\x00", "a" * 300, "' OR 1=1 --", "((", "🙂 cluj", "a b c " * 9])
def test_anything_typed_gets_a_page(client, association, known, words):
    assert client.get("/members/", {"q": words, "competence": words}).status_code == 200
