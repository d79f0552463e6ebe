"""The sample's files hold together: both languages, valid codes, references that resolve."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from stdnum import iban
from stdnum.ro import cui

DATA = Path(__file__).resolve().parents[2] / "cluster_portal" / "sample" / "data"
FILES = sorted(path for path in DATA.rglob("*") if path.is_file())
FAQ = sorted((DATA / "faq").glob("*.md"))
CEDILLAS = "şţŞŢ"
DECISION = re.compile(r"\*\*(?:(?:Decision|Resolution) )?((?:HCD|HAG) \d+/\d+)\.\*\*")
VOTE = re.compile(r"(?:Vote|Vot): ([^\n]+)")


def toml(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name, table=None):
    return toml(name)[table or name]


def keys(name):
    return {row["key"] for row in rows(name)}


def front_matter(path):
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    pairs = (line.split(":", 1) for line in head.splitlines())
    return {name.strip(): value.strip() for name, value in pairs}, body.strip()


def organisations_of(person):
    return {tie["organisation"] for tie in person.get("represents", [])}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DATA)))
def test_a_file_is_plain_text_without_cedillas_or_leftovers(path):
    text = path.read_text(encoding="utf-8")
    assert not set(CEDILLAS) & set(text)
    assert not re.search(r"\b(TODO|FIXME|lorem)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("name", ["organisations", "people", "groups", "projects", "applications"])
def test_keys_are_used_once(name):
    assert max(Counter(row["key"] for row in rows(name)).values()) == 1


def test_every_text_in_english_has_its_romanian_twin():
    for path in DATA.glob("*.toml"):
        for table in toml(path.stem).values():
            for row in table if isinstance(table, list) else [table]:
                if isinstance(row, dict):
                    english = {name[:-3] for name in row if name.endswith("_en") and row[name]}
                    romanian = {name[:-3] for name in row if name.endswith("_ro") and row[name]}
                    assert english == romanian, (path.name, row.get("key"))


def test_text_that_has_no_twin_is_read_by_both():
    """A decision's number or a source stands on Romanian pages as it is."""
    english = re.compile(r'^(?!\w+_en )\w+ = ".*\((example|invented)', re.MULTILINE)
    assert [path.name for path in DATA.glob("*.toml") if english.search(path.read_text())] == []


def test_fiscal_codes_are_valid_used_once_and_far_from_real_ones():
    described = rows("organisations") + rows("applications")
    codes = [row["identifier"] for row in described if "identifier" in row]
    assert len(set(codes)) == len(codes)
    assert all(cui.is_valid(code) and code.startswith("9900") for code in codes)


def test_accounts_are_valid_examples_of_a_bank_that_does_not_exist():
    accounts = rows("association", "bank_accounts")
    assert all(iban.is_valid(account["iban"]) for account in accounts)
    assert all("DEMO" in account["iban"] and account["is_example"] for account in accounts)


def test_invented_people_and_organisations_live_at_example_addresses():
    for row in rows("people") + rows("organisations"):
        assert row["email"].endswith(".example.org")
    for row in rows("organisations") + rows("applications"):
        assert row.get("website", "https://x.example.org").endswith(".example.org")


def test_everyone_represents_a_known_organisation():
    known = keys("organisations")
    for person in rows("people"):
        assert organisations_of(person) <= known, person["key"]


def test_one_person_represents_two_organisations():
    assert any(len(organisations_of(person)) == 2 for person in rows("people"))


def test_every_member_of_today_can_be_reached_and_administered():
    held = {
        (tie["organisation"], role)
        for person in rows("people")
        for tie in person.get("represents", [])
        for role in tie["roles"]
        if "ended_on" not in tie
    }
    for row in rows("organisations"):
        if "ended_on" not in row:
            for role in ("primary_contact", "administrator", "billing"):
                assert (row["key"], role) in held, (row["key"], role)


def test_seats_belong_to_people_who_represent_the_organisation_on_that_day():
    people = {person["key"]: person for person in rows("people")}
    for group in rows("groups"):
        for seat in group["seats"] + group.get("requests", []):
            ties = [
                tie
                for tie in people[seat["person"]]["represents"]
                if tie["organisation"] == seat["organisation"]
            ]
            assert ties, (group["key"], seat["person"])
            if "started_on" in seat:
                assert ties[0]["started_on"] <= seat["started_on"], (group["key"], seat["person"])


def test_groups_are_in_every_state_and_those_at_work_have_a_coordinator():
    groups = rows("groups")
    assert {group["status"] for group in groups} == {"active", "dormant", "concluded"}
    for group in groups:
        coordinators = [
            seat
            for seat in group["seats"]
            if seat.get("role") == "coordinator" and "ended_on" not in seat
        ]
        assert bool(coordinators) == (group["status"] == "active"), group["key"]


def test_projects_name_their_source_and_invented_ones_say_so():
    for project in rows("projects"):
        assert project["source"]
        if project.get("is_example"):
            assert "nvented" in project["summary_en"]
            assert "nventat" in project["summary_ro"]


def test_mandates_name_people_who_represent_the_organisation():
    people = {person["key"]: person for person in rows("people")}
    for term in rows("board", "terms"):
        offices = Counter(mandate["office"] for mandate in term["mandates"])
        assert offices["president"] == 1
        for mandate in term["mandates"]:
            if "organisation" in mandate:
                assert mandate["organisation"] in organisations_of(people[mandate["person"]])


@pytest.mark.parametrize("path", FAQ, ids=lambda path: path.name)
def test_an_answer_has_complete_front_matter(path):
    head, body = front_matter(path)
    topics = {topic["key"] for topic in rows("faq/topics", "topics")}
    labels = set(rows("faq/topics", "labels"))
    assert path.name.endswith(f"-{head['id']}.{head['language']}.md")
    assert head["title"].endswith("?")
    assert head["topic"] in topics
    assert set(head["audience"].split(", ")) <= {"joining", "member", "partner", "governance"}
    assert set(head["labels"].split(", ")) <= labels
    assert head["pinned"] in {"yes", "no"}
    assert head["visibility"] in {"public", "members"}
    assert head["status"] in {"published", "needs_answer", "to_be_revised"}
    if head["status"] == "needs_answer":
        assert head["note"]
        assert not head["short_answer"]
        assert not body
    else:
        assert head["short_answer"]
        assert len(body.split()) > 30
        assert bool(head.get("reason")) == (head["status"] == "to_be_revised")


def test_both_languages_of_a_question_agree_on_everything_but_the_words():
    shared = ("topic", "audience", "labels", "pinned", "visibility", "status")
    for path in (DATA / "faq").glob("*.en.md"):
        english, _ = front_matter(path)
        romanian, _ = front_matter(path.with_name(path.name.replace(".en.md", ".ro.md")))
        assert {n: english[n] for n in shared} == {n: romanian[n] for n in shared}, path.name


def test_the_faq_has_about_thirty_answers_and_honest_gaps():
    heads = [front_matter(path)[0] for path in FAQ if path.name.endswith(".en.md")]
    states = Counter(head["status"] for head in heads)
    assert states["published"] >= 28
    assert states["needs_answer"] >= 3
    assert states["to_be_revised"] >= 2
    assert sum(head["visibility"] == "members" for head in heads) >= 2


def test_links_between_answers_lead_to_answers_that_the_reader_may_open():
    heads = {front_matter(path)[0]["id"]: front_matter(path)[0] for path in FAQ}
    for path in FAQ:
        for key in re.findall(r"\]\(faq:([a-z0-9-]+)\)", path.read_text(encoding="utf-8")):
            assert heads[key]["status"] != "needs_answer", path.name
            if heads[key]["visibility"] == "members":
                assert front_matter(path)[0]["visibility"] == "members", path.name


def test_romanian_answers_link_to_romanian_pages():
    for path in (DATA / "faq").glob("*.ro.md"):
        for target in re.findall(r"\]\((/[^)]*)\)", path.read_text(encoding="utf-8")):
            assert target.startswith("/ro/"), (path.name, target)


def held_meetings():
    return [meeting for meeting in rows("meetings") if "minutes" in meeting]


@pytest.mark.parametrize("meeting", held_meetings(), ids=lambda meeting: meeting["key"])
def test_minutes_say_the_same_in_both_languages(meeting):
    texts = {
        language: (DATA / "minutes" / f"{meeting['key']}.{language}.md").read_text(encoding="utf-8")
        for language in ("en", "ro")
    }
    for text in texts.values():
        assert 110 <= len(text.split()) <= 330
    same = [
        [
            re.findall(r"^## (\d+)\.", text, re.MULTILINE),
            DECISION.findall(text),
            [re.findall(r"\d+", vote.split(". ")[0]) for vote in VOTE.findall(text)],
        ]
        for text in texts.values()
    ]
    assert same[0] == same[1]


def test_minutes_are_all_different():
    texts = [path.read_text(encoding="utf-8") for path in (DATA / "minutes").glob("*.md")]
    paragraphs = Counter(p for text in texts for p in text.split("\n\n") if len(p.split()) > 25)
    assert max(paragraphs.values()) == 1


def test_decisions_are_numbered_without_gaps():
    numbers = {}
    for path in sorted((DATA / "minutes").glob("*.en.md")):
        for decision in DECISION.findall(path.read_text(encoding="utf-8")):
            number, year = decision.split(" ")[1].split("/")
            numbers.setdefault(decision[:3] + year, []).append(int(number))
    for series, given in numbers.items():
        assert given == list(range(given[0], given[0] + len(given))), series


def test_decisions_named_elsewhere_stand_in_the_minutes_of_that_day():
    texts = {
        path.name[:10]: path.read_text(encoding="utf-8")
        for path in (DATA / "minutes").glob("*.en.md")
    }
    for row in rows("organisations"):
        if "HCD" in row.get("decision_reference", "") and row["approved_on"].year > 2023:
            text = texts[row["approved_on"].isoformat()]
            assert f"**Decision {row['decision_reference']}.**" in text
            assert row["legal_name"] in text


def voters_on(day):
    return {
        mandate["person"]
        for term in rows("board", "terms")
        for mandate in term["mandates"]
        if mandate["office"] != "executive_director"
        and mandate.get("starts_on", term["starts_on"]) <= day
        and day <= mandate.get("ended_on", term["ends_on"])
    }


def test_votes_add_up_to_the_board_members_who_were_there():
    for meeting in held_meetings():
        if meeting["body"] == "board":
            present = voters_on(meeting["starts_at"].date()) - set(meeting.get("excused", []))
            text = (DATA / "minutes" / f"{meeting['key']}.en.md").read_text(encoding="utf-8")
            for vote in VOTE.findall(text):
                cast = sum(int(count) for count in re.findall(r"\d+", vote.split(". ")[0]))
                stood_aside = bool(re.search(r"recused|did not", vote))
                assert cast == len(present) - stood_aside, (meeting["key"], vote)


def test_whoever_chaired_or_was_excused_held_an_office_then():
    people = {person["key"]: person["full_name"] for person in rows("people")}
    for meeting in held_meetings():
        if meeting["body"] == "board":
            board = voters_on(meeting["starts_at"].date())
            assert set(meeting.get("excused", [])) | set(meeting.get("online", [])) <= board | {"*"}
            chairs = {people[key] for key in board} | {"Raluca Bene"}
            assert meeting["chair"] in chairs
