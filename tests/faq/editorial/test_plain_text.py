from pathlib import Path

import pytest

from faq.editorial.files import answers, decoding, plain_text

REAL = Path(__file__).resolve().parents[2] / "data" / "cluster-faq.txt"
QUESTIONS = {
    "What is Cluj IT Cluster?": True,
    "Why should I join?": True,
    "What are some of the direct benefits of members?": False,
    "What are some possible indirect benefits for members?": False,
    "What services does the cluster provide to members?": False,
    "How does the cluster work?": True,
    "What does the cluster not provide?": False,
    "Why isn’t my organization contacted to be offered projects?": True,
    "Why only some companies are involved in projects in the cluster?": False,
    "What projects did the cluster bring to its members?": False,
    "What partners and bodies interact or are consulted by the cluster?": True,
    "What does the Board of Directors of Cluj IT Cluster do?": True,
    "What are current initiatives of the cluster?": False,
    "Why are we expected to pay for additional services although my organization already paid "
    "the annual membership fee?": True,
}


@pytest.fixture(scope="module")
def real():
    return plain_text.read(decoding.read_text(REAL), "en")


def entry_of(reading, start):
    return next(entry for entry in reading.entries if entry.text.title.startswith(start))


def test_real_file_has_fourteen_questions_of_which_seven_are_answered(real):
    assert {entry.text.title: entry.is_answered for entry in real.entries} == QUESTIONS


def test_real_file_introduction_and_wiki_furniture_are_no_answers(real):
    words = " ".join(
        f"{entry.text.short_answer} {entry.text.body} {entry.note}" for entry in real.entries
    )

    for furniture in ("We are frequently asked", "open document", "Related articles", "macro"):
        assert furniture not in words
        assert furniture in " ".join(real.left_out) or furniture == "macro"
    assert len(real.left_out) == 6


def test_real_file_to_be_revised_is_a_state_and_no_part_of_the_question(real):
    assert [entry.text.title for entry in real.entries if entry.is_to_be_revised] == [
        "What services does the cluster provide to members?"
    ]


def test_real_file_short_answer_is_the_first_sentence_and_the_body_goes_on(real):
    what = entry_of(real, "What is Cluj IT")
    work = entry_of(real, "How does the cluster work")

    assert what.text.short_answer.startswith("Cluj IT Cluster is a cluster management entity")
    assert what.text.short_answer.endswith("and the community).")
    assert what.text.body.startswith("Cluj IT facilitates and integrates")
    assert work.text.body.startswith("This is done under the framework")
    assert work.text.body.endswith("through their representatives.")


def test_real_file_abbreviation_ends_no_sentence(real):
    partners = entry_of(real, "What partners")

    assert "(e.g. Ministry of Information Society" in partners.text.body


def test_real_file_lost_sections_and_lists_are_kept_for_the_editors(real):
    benefits = entry_of(real, "What are some of the direct")
    some = entry_of(real, "Why only some")
    initiatives = entry_of(real, "What are current")

    assert "Collaborative environment:\n\nAccess to Services:" in benefits.note
    assert "“…Participation in or project benefits are determined by:”" in some.note
    assert "Not all projects that Cluj IT Cluster is carrying out" in some.note
    assert "you can find more information on current initiatives here." in initiatives.note
    assert not some.text.short_answer
    assert not some.text.body


def test_real_file_lost_link_is_reported_and_the_answer_stays(real):
    board = entry_of(real, "What does the Board")

    assert board.is_answered
    assert "minutes may be consulted here" in board.remarks[0]
    assert "minutes may be consulted here." in board.text.body


def test_question_without_its_mark_is_said_so(real):
    some = entry_of(real, "Why only some")

    assert some.remarks[-1] == "Taken as a question although it has no question mark."


@pytest.mark.parametrize(
    ("answer", "is_complete"),
    [
        ("", False),
        ("Collaborative environment:", False),
        ("Collaborative environment:\n\nAccess to services:", False),
        ("Benefits are determined by:", False),
        ("We do this: we help.", True),
        ("We offer:\n\n- help\n- rooms", True),
        ("We offer:\n- help\n- rooms", True),
        ("We offer:\n\n1. help\n\n2. rooms", True),
        ("There are others as well such as:\n\nyou can find more here.", False),
        ("Oferim următoarele:\n\nScrieți-ne pentru amănunte.", False),
        ("The rule is simple:\n\nEach member has one vote.", True),
        ("Access to services:\n\nMembers may order them in the portal.", True),
        ("First part:\n\nSecond part:\n\nMembers may order them in the portal.", False),
        ("### Heading", False),
        ("### Heading\n\nIts text.", True),
    ],
)
def test_judge_tells_answers_from_what_an_export_left_of_them(answer, is_complete):
    assert answers.judge(answers.blocks_of(answer)).is_complete is is_complete


@pytest.mark.parametrize(
    ("text", "short", "rest"),
    [
        (
            "One sentence that is certainly long enough. Another one.",
            "One sentence that is certainly long enough.",
            "Another one.",
        ),
        (
            "Yes. But only for those who have paid their fee. More.",
            "Yes. But only for those who have paid their fee.",
            "More.",
        ),
        ("- a list\n- only", "", "- a list\n- only"),
        (
            "See the **fee** table, it says what *everybody* pays.\n\nMore.",
            "See the fee table, it says what everybody pays.",
            "More.",
        ),
        (
            "See the [fee table](/join/), it has all that you need.\n\nMore.",
            "See the fee table, it has all that you need.",
            "See the [fee table](/join/), it has all that you need.\n\nMore.",
        ),
        ("La art. 3 din Statut se spune asta, nr. 5 la fel. Restul.",
         "La art. 3 din Statut se spune asta, nr. 5 la fel.", "Restul."),
    ],
)  # fmt: skip
def test_short_answer_is_whole_sentences_without_markup(text, short, rest):
    assert answers.split_short(text) == (short, rest)


def test_here_with_a_link_is_no_lost_link():
    assert answers.lost_links(["Read it [here](/join/). Apply here."]) == [
        "The link behind “here” is missing: “Apply here”"
    ]


def test_questions_may_be_numbered_or_marked_and_in_romanian():
    reading = plain_text.read(
        "1. Ce este clusterul?\nO asociație.\n\nQ: Cum intrăm (de revizuit)?\nA: Cu o cerere.\n\n"
        "De ce doar unele firme sunt implicate\n\nPentru că așa au ales.\n\n"
        "Acest document este un document deschis.\nArticole similare",
        "ro",
    )

    assert [entry.text.title for entry in reading.entries] == [
        "Ce este clusterul?",
        "Cum intrăm?",
        "De ce doar unele firme sunt implicate?",
    ]
    assert [entry.text.short_answer for entry in reading.entries] == [
        "O asociație.",
        "Cu o cerere.",
        "Pentru că așa au ales.",
    ]
    assert reading.entries[1].is_to_be_revised


def test_question_inside_a_paragraph_is_part_of_the_answer():
    reading = plain_text.read(
        "What is it?\n\nIt is many things. Do you wonder what\nthey are?\nRead on.", "en"
    )

    assert len(reading.entries) == 1
    assert reading.entries[0].text.short_answer.endswith("Do you wonder what they are?")
