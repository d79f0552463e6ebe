from members.registration.forms.applicant import (
    STEP_FORMS,
    AnswerForm,
    CategoryForm,
    PaperForm,
    ReviewForm,
    StartForm,
    WithdrawForm,
)
from members.registration.forms.office import (
    ApproveForm,
    OfficeAnswerForm,
    QuestionForm,
    RejectForm,
)

__all__ = [
    "STEP_FORMS",
    "AnswerForm",
    "ApproveForm",
    "CategoryForm",
    "OfficeAnswerForm",
    "PaperForm",
    "QuestionForm",
    "RejectForm",
    "ReviewForm",
    "StartForm",
    "WithdrawForm",
]
