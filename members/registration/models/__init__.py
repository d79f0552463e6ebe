from members.registration.models.application import Application, ApplicationQuerySet
from members.registration.models.catalogue import (
    AnswerKind,
    ApplicationQuestion,
    CatalogueQuerySet,
    CheckPoint,
    PaperKind,
    PaperNeed,
)
from members.registration.models.parts import (
    ApplicationAnswer,
    ApplicationCheck,
    ApplicationDocument,
    ApplicationPerson,
    BoardSnapshot,
    InformationRequest,
    SectionLink,
    last_day_to_answer,
)
from members.registration.models.states import (
    APPLICATION_MOVES,
    OPEN,
    REMINDED_BEFORE,
    TAKES_PAPERS,
    WAITING,
    ApplicationEvent,
    ApplicationStatus,
)

__all__ = [
    "APPLICATION_MOVES",
    "OPEN",
    "REMINDED_BEFORE",
    "TAKES_PAPERS",
    "WAITING",
    "AnswerKind",
    "Application",
    "ApplicationAnswer",
    "ApplicationCheck",
    "ApplicationDocument",
    "ApplicationEvent",
    "ApplicationPerson",
    "ApplicationQuerySet",
    "ApplicationQuestion",
    "ApplicationStatus",
    "BoardSnapshot",
    "CatalogueQuerySet",
    "CheckPoint",
    "InformationRequest",
    "PaperKind",
    "PaperNeed",
    "SectionLink",
    "last_day_to_answer",
]
