from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from faq.community import policies, screening
from faq.community.errors import BallotError, FloodError, VotingPausedError
from faq.community.models import Helped, Vote, WhyNot
from faq.community.tokens import Ballot
from faq.questions.models import Question, Revision, RevisionNeed
from members.accounts.models import User

# Colleagues behind one address, on one wording and one day; what comes after is kept, not counted.
PER_CROWD = 20
FLOOD_PER_HOUR = 120


@transaction.atomic
def cast_vote(
    *, question_id: int, ballot: Ballot, value: str, crowd: str, voter: User | None = None
) -> Vote:
    """Whether the wording that was read helped. Said again by the same person, or on the same
    page, it replaces what was said. Raises BallotError, VotingPausedError and FloodError.
    """
    if RevisionNeed.objects.open().filter(question=question_id).exists():
        raise VotingPausedError(
            _("This answer is being revised. Please tell us then whether the new one helps.")
        )
    if screening.is_flood(crowd, kind="faq:votes", limit=FLOOD_PER_HOUR):
        raise FloodError(_("Very many votes came from your network. Please try again later."))
    revision = Revision.objects.filter(
        translation=ballot.translation_id,
        translation__question=question_id,
        number=ballot.number,
    ).first()
    if revision is None:
        raise BallotError(_("This page was open for a long time. Please choose once more."))
    vote = _vote_of(revision, question_id, ballot, crowd, voter, Helped(value))
    if vote.value != value:
        vote.value, vote.why, vote.comment = Helped(value), "", ""
        vote.save(update_fields=["value", "why", "comment"])
    return vote


@transaction.atomic
def explain_vote(*, vote_id: int, visitor: str, why: str, comment: str) -> Vote:
    """Why it did not help, for the editors alone. Raises BallotError for another's vote."""
    vote = Vote.objects.select_for_update(of=("self",)).filter(pk=vote_id, visitor=visitor).first()
    if vote is None:
        raise BallotError(_("This page was open for a long time. Please choose once more."))
    vote.why, vote.comment = WhyNot(why) if why else "", comment.strip()
    vote.save(update_fields=["why", "comment"])
    return vote


def _vote_of(
    revision: Revision,
    question_id: int,
    ballot: Ballot,
    crowd: str,
    voter: User | None,
    value: Helped,
) -> Vote:
    """The vote that this person, or this page, has given already, locked; else a new one."""
    who = {"voter": voter} if voter else {"visitor": ballot.visitor}
    known = Vote.objects.select_for_update(of=("self",)).filter(revision=revision, **who)
    if vote := known.first():
        return vote
    from_here = Vote.objects.filter(revision=revision, crowd=crowd, voter__isnull=True)
    try:
        with transaction.atomic():
            return Vote.objects.create(
                revision=revision,
                question=Question(pk=question_id),
                value=value,
                is_member=voter is not None and policies.is_member(voter),
                is_counted=voter is not None or from_here.count() < PER_CROWD,
                crowd="" if voter else crowd,
                **who,
            )
    except IntegrityError:  # a second click was quicker
        return known.get()
