import pytest
from django.urls import reverse

from cluster_portal.toolkit.history.models import HistoryEvent
from faq.search import actions, shipped, thesaurus
from faq.search.engine import LOW_CONFIDENCE, search
from faq.search.models import ThesaurusEntry
from faq.search.results import results_for

PUBLIC = ["public"]
FILE = """
[[entry]]
key = "board"
ro = ["consiliu director", "conducere"]
en = ["board"]
asks_ro = ["șefii clusterului", "cine conduce"]
asks_en = ["who is in charge"]
note = "Who leads"

[[entry]]
key = "fee"
ro = ["cotizație"]
en = ["dues"]
"""


def keys(query, **options):
    found = results_for(query, PUBLIC, language="en", **options)
    return [result.question.key for result in found.results]


def entry(key="helm", **words):
    row = ThesaurusEntry(key=key, **words)
    return actions.save_thesaurus_entry(entry=row, actor=None)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "thesaurus.toml"
    path.write_text(FILE)
    return path


@pytest.mark.django_db
class TestLoading:
    def test_shipped_entries_are_taken_in_once(self, file, django_assert_num_queries):
        assert shipped.load_thesaurus(file) == 2

        row = ThesaurusEntry.objects.get(key="board")
        assert (row.same_ro, row.asks_en) == (
            ["consiliu director", "conducere"],
            ["who is in charge"],
        )
        with django_assert_num_queries(3):  # one, and its savepoint
            assert shipped.load_thesaurus(file) == 0

    def test_entries_follow_the_file_unless_the_office_touched_them(self, file):
        shipped.load_thesaurus(file)
        mine = ThesaurusEntry.objects.get(key="fee")
        mine.same_en = ["subs"]
        actions.save_thesaurus_entry(entry=mine, actor=None)
        ThesaurusEntry.objects.filter(key="board").update(is_active=False)
        file.write_text(FILE.replace('"dues"', '"levy"').replace('"conducere"', '"șefie"'))

        shipped.load_thesaurus(file)

        assert ThesaurusEntry.objects.get(key="fee").same_en == ["subs"]
        board = ThesaurusEntry.objects.get(key="board")
        assert not board.is_active
        assert "șefie" not in board.same_ro

    def test_untouched_entry_follows_the_file(self, file):
        shipped.load_thesaurus(file)
        file.write_text(FILE.replace('"dues"', '"levy"'))

        assert shipped.load_thesaurus(file) == 2

        assert ThesaurusEntry.objects.get(key="fee").same_en == ["levy"]

    def test_entry_that_the_office_added_is_not_one_of_the_file(self, file):
        entry("ours", same_en=["helm"])
        shipped.load_thesaurus(file)

        assert ThesaurusEntry.objects.count() == 3

    def test_what_is_shipped_can_be_read(self):
        assert shipped.load_thesaurus() > 150
        assert shipped.load_thesaurus() == 0


@pytest.mark.usefixtures("answers")
class TestFinding:
    def test_words_that_mean_the_same_find_each_other_in_both_languages(self):
        assert "election" not in keys("helm")
        entry(same_en=["helm", "elections"], same_ro=["cârmă"])

        assert keys("helm")[0] == keys("cârma")[0] == keys("carmei")[0] == "election"

    def test_who_asks_finds_the_thing_but_the_thing_does_not_find_what_asks(self):
        entry(same_en=["elections"], asks_en=["helmsman", "price"])

        assert keys("helmsman")[0] == "election"
        assert "cost" not in keys("elections")

    def test_the_next_search_knows_it(self):
        row = entry(same_en=["helm", "elections"])
        assert keys("helm") == ["election"]
        row.is_active = False
        actions.save_thesaurus_entry(entry=row, actor=None)

        assert keys("helm") == []

    def test_phrase_is_one_thing_in_any_form_and_with_its_small_words_left_out(self):
        entry(same_ro=["notă de plată"], same_en=["annual fee"])
        entry("pay", same_ro=["plată"], same_en=["board"])

        for typed in ("nota de plata", "notele de plată", "nota plată"):
            assert keys(typed)[0] == "cost", typed
        assert keys("plată")[0] in {"board-role", "election"}

    def test_phrase_of_small_words_is_looked_for_whole(self):
        entry(same_en=["annual fee"], asks_en=["how much"], asks_ro=["pot să ies"])

        assert keys("how much is it")[0] == "cost"
        assert not any(group.near for group in search("how is it", PUBLIC).groups)

    def test_word_of_an_asking_phrase_is_not_the_phrase(self):
        entry(same_en=["annual fee"], asks_ro=["nu pot să dorm"])

        assert keys("dorm") == []
        assert keys("nu pot să dorm")[0] == "cost"

    def test_other_word_counts_less_than_the_word_itself(self):
        entry(same_en=["helm", "leadership"])
        own = search("leadership", PUBLIC)

        assert search("helm", PUBLIC).hits[0].score < own.hits[0].score

    def test_word_that_no_answer_has_costs_nothing(self):
        before = search("leadership", PUBLIC)
        entry(same_en=["leadership", "qqqqq wwwww", "zanzibar"])

        after = search("leadership", PUBLIC)
        assert (after.hits, after.confidence) == (before.hits, before.confidence)

    def test_typing_error_in_another_word_is_repaired(self):
        entry(same_en=["treasurer", "leadership"])

        found = search("tresaurer", PUBLIC)
        assert found.repaired_query == "treasurer"
        assert keys("tresaurer")[0] == "board-role"

    def test_exact_search_does_not_use_it(self):
        entry(same_en=["helm", "elections"])

        assert keys("helm", is_exact=True) == []

    def test_it_makes_no_answer_of_what_nobody_asks_us(self):
        actions.load_thesaurus()
        for query in ("rețetă de sarmale", "best pizza in town", "bilete de tren"):
            assert search(query, PUBLIC).confidence < LOW_CONFIDENCE, query


@pytest.mark.usefixtures("answers")
class TestOffice:
    @pytest.fixture(autouse=True)
    def _in_the_office(self, client, office):
        client.force_login(office)

    def _values(self, **values):
        return {
            "key": "helm", "same_en": "helm\nelections\n", "same_ro": "", "asks_en": "",
            "asks_ro": "cine conduce", "note": "", "is_active": "on", **values,
        }  # fmt: skip

    def test_office_adds_an_entry_one_wording_a_line(self, client, office):
        client.post(reverse("admin:faq_thesaurusentry_add"), self._values(same_en=" helm \n\nhelm"))

        row = ThesaurusEntry.objects.get()
        assert (row.same_en, row.asks_ro, row.is_edited) == (["helm"], ["cine conduce"], True)
        event = HistoryEvent.objects.get(subject_id=row.pk, kind="thesaurus.added")
        assert event.actor_id == office.pk

    @pytest.mark.parametrize(
        ("wording", "said"),
        [("one two three four five", "more than four words"), ("???", "no letters")],
    )
    def test_wording_that_could_not_be_found_is_refused_with_what_was_typed(
        self, client, wording, said
    ):
        page = client.post(
            reverse("admin:faq_thesaurusentry_add"), self._values(same_en=wording)
        ).content.decode()

        assert said in page
        assert wording in page
        assert not ThesaurusEntry.objects.exists()

    def test_wording_of_another_entry_is_warned_of(self, client):
        entry("other", same_ro=["Cine conduce?"])

        page = client.post(
            reverse("admin:faq_thesaurusentry_add"), self._values(), follow=True
        ).content.decode()

        assert "stands in another entry, too: other" in page
        assert ThesaurusEntry.objects.count() == 2

    def test_saving_without_a_change_leaves_it_as_shipped(self, client, file):
        shipped.load_thesaurus(file)
        row = ThesaurusEntry.objects.get(key="fee")
        values = self._values(key="fee", same_en="dues", same_ro="cotizație", asks_ro="")

        client.post(reverse("admin:faq_thesaurusentry_change", args=[row.pk]), values)
        row.refresh_from_db()
        assert not row.is_edited

        client.post(
            reverse("admin:faq_thesaurusentry_change", args=[row.pk]),
            {**values, "same_en": "dues\nlevy"},
        )
        row.refresh_from_db()
        assert (row.same_en, row.is_edited) == (["dues", "levy"], True)

    def test_list_is_searched_by_any_wording(self, client):
        entry("one", same_ro=["cârmă"])
        entry("two", asks_en=["who is in charge"])
        address = reverse("admin:faq_thesaurusentry_changelist")

        assert "two" not in client.get(address, {"q": "cârm"}).content.decode().split("<table")[1]
        assert "who" not in client.get(address, {"q": "cârm"}).context["cl"].result_list
        assert [
            row.key for row in client.get(address, {"q": "charge"}).context["cl"].result_list
        ] == ["two"]

    def test_trying_shows_what_is_found_with_and_without(self, client):
        row = entry(same_en=["helm", "elections"])

        page = client.get(reverse("admin:faq_thesaurusentry_try", args=[row.pk]), {"query": "helm"})

        with_it, without = page.context["columns"]
        assert [result.question.key for result in with_it[2]] == ["election"]
        assert without[2] == []
        assert "Who elects the Board?" in page.content.decode()
        assert thesaurus.current().version != 0

    def test_entries_are_switched_off_and_not_deleted(self, client):
        row = entry(same_en=["helm"])

        address = reverse("admin:faq_thesaurusentry_delete", args=[row.pk])
        assert client.post(address, {"post": "yes"}).status_code == 403


@pytest.mark.usefixtures("answers")
def test_longer_wording_is_meant_and_not_the_small_words_in_it():
    entry(same_en=["elections"], asks_ro=["nu mai vreau"])
    entry("news", same_en=["benefits"], asks_ro=["nu mai vreau mailuri"])

    assert keys("nu mai vreau")[0] == "election"
    assert "election" not in keys("nu mai vreau mailuri")


@pytest.mark.usefixtures("answers")
def test_longer_wording_that_no_answer_knows_does_not_hide_the_words_in_it():
    entry(same_en=["elections"], asks_ro=["parolă"])
    entry("lost", same_en=["tiller"], asks_ro=["am uitat parola"])

    assert keys("am uitat parola")[0] == "election"
    ThesaurusEntry.objects.filter(key="lost").update(same_en=["benefits"])
    shipped.tell_that_it_changed()
    assert "election" not in keys("am uitat parola")
