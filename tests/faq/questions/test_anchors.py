import io
import re
from itertools import pairwise

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.toolkit import markdown
from faq.editorial import actions
from faq.questions.anchors import carry_over
from faq.questions.models import Translation
from tests.factories.faq import QuestionFactory


def ids(html):
    return re.findall(r'id="([^"]+)"', html)


def text(*headings):
    return "\n\n".join(f"## {heading}\n\nWords." for heading in headings)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (["Costs", "Steps"], ["Costs", "Steps"], ["h-costs", "h-steps"]),
        (["Costs", "Steps"], ["What it costs", "Steps"], ["h-costs", "h-steps"]),
        (["Costs", "Steps"], ["Steps", "Costs"], ["h-steps", "h-costs"]),
        (["Costs", "Steps"], ["New", "Costs", "Steps"], ["h-new", "h-costs", "h-steps"]),
        (["Costs", "Steps", "End"], ["Price", "Ways", "End"], ["h-costs", "h-steps", "h-end"]),
        (["Costs", "Steps"], ["Steps"], ["h-steps"]),
        (["Our fee"], ["Before you read", "Our fees"], ["h-before-you-read", "h-our-fee"]),
        # The old words stand elsewhere now: the old link leads there.
        (["Costs", "End"], ["You pay", "End", "Costs"], ["h-you-pay", "h-end", "h-costs"]),
        (["Costs", "Costs"], ["Costs", "Costs too"], ["h-costs", "h-costs-2"]),
        ([], ["Costs"], ["h-costs"]),
    ],
)  # fmt: skip
def test_a_heading_keeps_its_id_when_it_is_reworded_or_moved(old, new, shown):
    kept = carry_over(text(*old), text(*new), {})

    assert ids(markdown.render(text(*new), anchors=kept)) == shown


def test_the_id_of_the_first_day_stays_through_many_rewordings():
    kept: dict[str, str] = {}
    wordings = ["Costs", "Prices", "What you pay", "Fees and dues"]
    for old, new in pairwise(wordings):
        kept = carry_over(text(old, "End"), text(new, "End"), kept)

    assert kept == {"h-fees-and-dues": "h-costs"}
    assert carry_over(text("Fees and dues"), text("Costs"), kept) == {}


def test_a_new_heading_does_not_take_the_id_that_another_one_has_kept():
    kept = carry_over(text("Costs", "End"), text("Price", "End"), {})
    again = carry_over(text("Price", "End"), text("Price", "End", "Costs"), kept)

    shown = ids(markdown.render(text("Price", "End", "Costs"), anchors=again))
    assert shown == ["h-costs", "h-end", "h-costs-2"]


HEADINGS = st.lists(
    st.sampled_from(["Costs", "costs", "Costs 2", "Price", "?", "Ș", ""]), max_size=6
)


@given(st.lists(HEADINGS, min_size=2, max_size=4))
def test_no_two_headings_ever_share_an_id(revisions):
    kept: dict[str, str] = {}
    for old, new in pairwise(revisions):
        kept = carry_over(text(*old), text(*new), kept)
        shown = ids(markdown.render(text(*new), anchors=kept))
        assert len(shown) == len(set(shown)) == len(markdown.headings(text(*new)))


def publish(question, body, addendum="", title="How?"):
    return actions.publish_revision(
        question_id=question.pk,
        language="en",
        title=title,
        short_answer="So.",
        body=body,
        addendum=addendum,
        author=None,
    )


@pytest.mark.django_db
def test_published_rewording_keeps_the_link_also_when_all_texts_are_rendered_anew():
    question = QuestionFactory()
    publish(question, "## Costs\n\nMuch.", "## Rebates\n\nFor you.")
    published = publish(question, "## What it costs\n\nLess.", "## What you save\n\nFor you.")

    published.refresh_from_db()
    assert ids(published.body_html) == ["h-costs"]
    assert ids(published.addendum_html) == ["m-rebates"]
    Translation.objects.update(body_html="stale")
    call_command("render_markdown", stdout=io.StringIO())
    published.refresh_from_db()
    assert ids(published.body_html) == ["h-costs"]
    assert ids(published.addendum_html) == ["m-rebates"]


@pytest.mark.django_db
def test_answer_and_addendum_never_share_an_id_nor_does_one_change_the_others():
    plain = publish(QuestionFactory(), "## Costs")
    both = publish(QuestionFactory(), "## Costs", "## Costs")

    assert both.body_html == plain.body_html
    assert not set(ids(both.body_html)) & set(ids(both.addendum_html))
