import pytest

from faq.questions.models import Alias
from faq.search import actions
from tests.factories.faq import QuestionFactory, TopicFactory, TranslationFactory

ANSWERS = {
    "cost": ("joining", "public", "What does membership cost?", "Cât costă să fii membru?",
             "It depends on your size. See the fee table.",
             "Depinde de mărime. Vedeți tabelul cotizațiilor.",
             "price; annual fee", "cotizația anuală; preț"),
    "board-role": ("board", "public", "What does the Board of Directors do?",
                   "Ce face Consiliul Director?",
                   "It steers the cluster between General Assemblies.",
                   "Conduce clusterul între adunările generale.", "leadership", "conducere"),
    "election": ("board", "public", "Who elects the Board?", "Cine alege Consiliul Director?",
                 "The General Assembly, every two years.",
                 "Adunarea Generală, o dată la doi ani.", "elections", "alegeri"),
    "benefits": ("joining", "public", "What are the benefits of members?",
                 "Care sunt beneficiile membrilor?",
                 "You work with others on larger projects.",
                 "Lucrați cu alții la proiecte mai mari.", "why join", "avantaje"),
    "services": ("services", "public", "Why do we pay for additional services?",
                 "De ce plătim servicii suplimentare?",
                 "Some services need specialists who cost extra.",
                 "Unele servicii cer specialiști care costă în plus.", "", ""),
    "groups": ("work", "public", "What are working groups?", "Ce sunt grupurile de lucru?",
               "Groups where members work on a subject.",
               "Grupuri în care membrii lucrează la o temă.", "", ""),
    "papers": ("board", "members", "How do we get the meeting papers?",
               "Cum obținem materialele ședinței?",
               "Zanzibar is the word of the house for them.",
               "Zanzibar este cuvântul casei pentru ele.", "xylophone", "xilofon"),
}  # fmt: skip


@pytest.fixture
def answers(db) -> None:
    """A small FAQ in both languages; `papers` is for members only."""
    questions = []
    for key, (topic, visibility, en, ro, short_en, short_ro, *also) in ANSWERS.items():
        question = QuestionFactory(
            key=key, topic=TopicFactory(slug=f"{key}-{topic}", name=topic), visibility=visibility,
            text__title=en, text__slug=key, text__short_answer=short_en, text__body="",
        )  # fmt: skip
        TranslationFactory(
            question=question, language="ro", title=ro, slug=f"{key}-ro", short_answer=short_ro,
            body="",
        )  # fmt: skip
        Alias.objects.bulk_create(
            Alias(question=question, language=language, text=text)
            for language, texts in zip(("en", "ro"), also, strict=True)
            for text in filter(None, texts.split("; "))
        )
        questions.append(question.pk)
    actions.index_questions(questions)
