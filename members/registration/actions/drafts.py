"""Filling an application in, without an account: by its signed link only."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from members.accounts.models import User
from members.organisations.models import Objective
from members.registration import known, notifications, policies
from members.registration.actions.locking import applicant_label, locked, locked_draft
from members.registration.errors import NotOpenError
from members.registration.models import (
    Application,
    ApplicationAnswer,
    ApplicationEvent,
    ApplicationPerson,
    ApplicationQuestion,
    ApplicationStatus,
    SectionLink,
)
from members.registration.steps import BY_SLUG, ORGANISATION

MOST_PEOPLE = 20


@transaction.atomic
def start_application(*, email: str, category: str, language: str) -> Application:
    """Begin an application and mail its link. Whoever asks again gets the same unfinished one:
    a lost link is found by writing the address once more.
    """
    email = email.strip()
    application = (
        Application.objects.select_for_update(of=["self"])
        .filter(contact_email__iexact=email, category=category, status=ApplicationStatus.DRAFT)
        .order_by("-saved_at")
        .first()
    )
    if application is None:
        application = Application.objects.create(
            contact_email=email, category=category, language=language
        )
        history.record(
            subject=application,
            kind=ApplicationEvent.BEGUN,
            actor_label=applicant_label(application),
        )
    notifications.link(application, language=language)
    return application


@transaction.atomic
def send_link(*, application_id: int, actor: User) -> Application:
    """The office sends an applicant the link once more."""
    demand(policies.can_handle, actor)
    application = locked(application_id)
    if not application.is_open:
        raise NotOpenError(
            _("This application is “%(state)s”: there is nothing left to do for the applicant.")
            % {"state": application.get_status_display()}
        )
    notifications.link(application, language=application.language)
    return application


@transaction.atomic
def change_category(*, application_id: int, category: str) -> Application:
    application = locked_draft(application_id)
    application.category = category
    application.save(update_fields=["category", "saved_at"])
    return application


@transaction.atomic
def save_step(
    *,
    application_id: int,
    step: str,
    values: dict[str, Any],
    is_done: bool,
    colleague: SectionLink | None = None,
) -> Application:
    """Keep what was answered on a page, whether or not the page is complete.

    `values` has passed the form field by field: columns of the application, and for the rows that
    hang on it `people` (dictionaries), `answers` (question: text) and `objectives` (keys).
    `colleague` is the link by which it came, if it is not the applicant's own. Raises
    NotOpenError, AlreadyKnownError and TooEarlyError; then nothing is kept.
    """
    application = locked_draft(application_id)
    page = BY_SLUG[step]
    fields = [name for name in page.fields if name in values]
    for name in fields:
        setattr(application, name, values[name])
    if step == ORGANISATION and application.identifier and "identifier" in values:
        known.check_unknown(
            application, application.country, application.identifier, timezone.localdate()
        )
    for part in page.parts:
        if part in values:
            _PARTS[part](application, values[part])
    done = [slug for slug in application.steps_done if slug != step]
    application.steps_done = [*done, step] if is_done else done
    note_who_filled(application, step, colleague)
    application.save(update_fields=[*fields, "steps_done", "filled", "saved_at"])
    return application


def note_who_filled(application: Application, step: str, colleague: SectionLink | None) -> None:
    """The applicant sees who filled what, and when; the caller saves `filled`. Called under the
    lock of the application. Raises NotOpenError for a link that is over.
    """
    if colleague and not SectionLink.objects.open().filter(pk=colleague.pk).exists():
        raise NotOpenError(_("This link opens nothing any more."))
    now = timezone.now()
    who = colleague.full_name if colleague else application.contact_name
    application.filled = {**application.filled, step: {"by": who, "at": now.isoformat()}}
    if colleague is None:
        return
    is_first = colleague.saved_at is None
    SectionLink.objects.filter(pk=colleague.pk).update(saved_at=now)
    if is_first:
        history.record(
            subject=application,
            kind=ApplicationEvent.SECTION_FILLED,
            actor_label=colleague.full_name,
            reason=str(BY_SLUG[step].label),
        )
        notifications.section_filled(application, colleague)


def _keep_people(application: Application, people: Iterable[Mapping[str, Any]]) -> None:
    """All of them anew: a row that is no longer sent is gone. Of two with one address the first."""
    application.people.all().delete()
    seen: set[str] = set()
    for person in list(people)[:MOST_PEOPLE]:
        address = person["email"].strip().lower()
        if address not in seen:
            seen.add(address)
            ApplicationPerson.objects.create(
                application=application, **{**person, "email": address}
            )


def _keep_answers(application: Application, answers: Mapping[int, str]) -> None:
    """Only to what is asked of this kind; an empty answer takes the old one away."""
    asked = {question.pk for question in ApplicationQuestion.objects.asked_of(application.category)}
    for question_id, text in answers.items():
        if question_id not in asked:
            continue
        if text:
            ApplicationAnswer.objects.update_or_create(
                application=application, question_id=question_id, defaults={"text": text}
            )
        else:
            application.answers.filter(question_id=question_id).delete()


def _keep_objectives(application: Application, keys: Iterable[int]) -> None:
    application.objectives.set(Objective.objects.filter(pk__in=list(keys)))


_PARTS: dict[str, Callable[[Application, Any], None]] = {
    "people": _keep_people,
    "answers": _keep_answers,
    "objectives": _keep_objectives,
}
