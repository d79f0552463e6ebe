from typing import Any

from members.registration.forms.applicant import (
    AnswerForm,
    CategoryForm,
    PaperForm,
    ReviewForm,
    ShareForm,
    StartForm,
    WithdrawForm,
)
from members.registration.forms.office import (
    ApproveForm,
    BackForm,
    ChecklistForm,
    OfficeAnswerForm,
    QuestionForm,
    RejectForm,
)
from members.registration.forms.pages import AddressForm, OrganisationForm
from members.registration.forms.people import PeopleForm
from members.registration.forms.size import SizeForm
from members.registration.forms.together import MotivationForm, QuestionsForm
from members.registration.steps import QUESTIONS

STEP_FORMS: dict[str, Any] = {
    form.slug: form
    for form in (OrganisationForm, AddressForm, PeopleForm, SizeForm, MotivationForm)
} | {QUESTIONS: QuestionsForm}

__all__ = [
    "STEP_FORMS",
    "AnswerForm",
    "ApproveForm",
    "BackForm",
    "CategoryForm",
    "ChecklistForm",
    "OfficeAnswerForm",
    "PaperForm",
    "QuestionForm",
    "RejectForm",
    "ReviewForm",
    "ShareForm",
    "StartForm",
    "WithdrawForm",
]
