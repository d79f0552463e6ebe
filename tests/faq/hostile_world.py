"""A FAQ in which every field that people fill in tries to become code."""

import datetime as dt

from django.utils import timezone

from faq.asking import actions as asking
from faq.briefs.models import Brief, BriefItem
from faq.community import actions as community
from faq.demand import actions as demand
from faq.demand.models import SearchEvent
from faq.editorial import actions as editorial
from faq.editorial.actions import asks
from faq.editorial.texts import Text
from faq.questions.models import Citation, CitedSource, Question, Significance, Visibility
from faq.search import actions as search
from members.accounts.models import User
from tests.factories.faq import ContributionFactory, FollowFactory, LabelFactory, TopicFactory
from tests.faq.hostile import BODY, pack, packs

TITLES = [f"Q{number} {line}" for number, line in enumerate(packs(245))]


def write(*, office: User, ana: User) -> list[Question]:
    """A question for each line of attacks, the second for members, the fourth archived."""
    questions = []
    for number, title in enumerate(TITLES):
        question = editorial.create_question(
            titles={"en": title, "ro": f"R{title}"[:250]},
            topic=TopicFactory(name=pack(118, number)),
            labels=[LabelFactory(name=pack(58, number + each)) for each in range(3)],
            aliases={"en": [f"A{number} {pack(240, number)}"]},
            editors_note=BODY,
            owner=office,
            visibility=Visibility.MEMBERS if number == 1 else Visibility.PUBLIC,
            actor=office,
        )
        for language, letter in (("en", ""), ("ro", "R")):
            for body in ("First.", BODY):
                editorial.publish_revision(
                    question_id=question.pk, language=language, title=f"{letter}{title}"[:250],
                    short_answer=pack(1_900, number), body=body, addendum=f"{body}\n\nMembers.",
                    comment=pack(245, number), credit=pack(195, number), author=office,
                    significance=Significance.MAJOR,
                )  # fmt: skip
        editorial.mark_to_be_revised(
            question_id=question.pk, reasons={"en": pack(295, number), "ro": pack(295, number + 1)},
            actor=office, owner=office,
        )  # fmt: skip
        source = CitedSource.objects.create(
            kind="board", reference=f"{number} {pack(110, number)}", title_en=pack(245, number)
        )
        Citation.objects.create(question=question, source=source, article=pack(58, number))
        contribution = ContributionFactory(
            question=question, text=BODY[:3_900], guest_name=pack(115, number), status="pending",
            organisation_name=pack(190, number), guest_email=f"guest{number}@example.org",
        )  # fmt: skip
        community.publish_contribution(
            contribution_id=contribution.pk, actor=office, reply=BODY[:1_900]
        )
        questions.append(question)
    first = questions[0]
    FollowFactory(question=first, email="follows@example.org")
    ContributionFactory(question=first, text=BODY[:3_900], status="pending", guest_name=pack(115))
    declined = ContributionFactory(question=first, status="pending", text=pack(240, 2))
    community.decline_contribution(contribution_id=declined.pk, actor=office, reason=pack(240, 3))
    for number, words in enumerate(("please", "perhaps")):
        proposal = editorial.propose_edit(
            question_id=questions[number + 2].pk, language="en", based_on=2, author=ana,
            text=Text(f"{words} {pack(230)}", pack(1_500, 1), f"{words}\n\n{BODY}"),
            note=pack(290, number),
        )  # fmt: skip
        if number:
            editorial.accept_proposal(proposal_id=proposal.pk, actor=office, comment=pack(240))
    editorial.save_draft(
        question_id=questions[2].pk, language="en", title=f"Draft {pack(240, 1)}",
        short_answer=pack(1_900, 1), body=f"Draft\n\n{BODY}", author=office,
    )  # fmt: skip
    editorial.publish_revision(
        question_id=first.pk, language="en", title=TITLES[0], short_answer=pack(1_900, 5),
        body=f"Third.\n\n{BODY}", comment=pack(240, 4), author=office, closes_need=True,
    )  # fmt: skip
    for number, line in enumerate(packs(240)[:2]):
        demand.note_search(
            session=str(number), query=f"vain {line}", language="en", reader=Visibility.PUBLIC,
            results=0, score=0.0, is_certain=False,
        )  # fmt: skip
    SearchEvent.objects.update(searched_at=timezone.now() - dt.timedelta(minutes=5))
    demand.group_searches()
    _ask(questions, office)
    brief = Brief.objects.create(
        slug="hostile", title_en=pack(155), title_ro=pack(155, 1), introduction_en=BODY,
        is_published=True,
    )  # fmt: skip
    for question in questions:
        BriefItem.objects.create(brief=brief, question=question)
    editorial.archive_question(question_id=questions[3].pk, reason=pack(240), actor=office)
    search.rebuild_index()
    return questions


def _ask(questions: list[Question], office: User) -> None:
    words = {"details": BODY[:3_900], "language": "en", "author": None}
    rows = [
        asking.ask(
            text=f"{name} {pack(220, number)}", guest_name=pack(115, number),
            guest_email=f"asks{number}@example.org", organisation_name=pack(190), **words,
        )
        for number, name in enumerate(("answer", "decline", "write", "attach", "assign"))
    ]  # fmt: skip
    for row in rows:
        asking.confirm(ask_id=row.pk)
    asking.answer_privately(ask_id=rows[0].pk, reply=BODY[:7_900], actor=office)
    asking.decline(ask_id=rows[1].pk, reason=pack(290, 2), actor=office)
    written = asks.write_answer_for(ask_id=rows[2].pk, actor=office)
    editorial.publish_revision(
        question_id=written.pk, language="en", title=f"Written {pack(230, 3)}",
        short_answer=pack(1_900, 2), body=BODY, author=office,
    )  # fmt: skip
    asks.attach_to_answer(ask_id=rows[3].pk, question_id=questions[0].pk, actor=office)
    asking.assign(ask_id=rows[4].pk, assignee=office, due_on=timezone.localdate(), actor=office)
