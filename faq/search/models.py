from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from faq.questions.models import Question, Visibility


class SearchDocument(models.Model):
    """What search reads of one question, for one kind of reader: both languages in one vector.

    It exists only while the answer may be read. Written in the transaction that publishes;
    `manage.py index_faq` rebuilds all.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="search_documents")
    visibility = models.CharField(max_length=8, choices=Visibility)
    names = ArrayField(
        models.CharField(max_length=300),
        default=list,
        help_text="Titles and other wordings, folded: asked in these words it comes first.",
    )
    words = ArrayField(
        models.CharField(max_length=60),
        default=list,
        help_text="The distinct folded words, as they are counted in the vocabulary.",
    )
    vector = SearchVectorField()
    index_version = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "visibility"], name="search_document_once_per_reader"
            ),
        ]
        indexes = [GinIndex(fields=["vector"], name="faq_search_vector")]

    def __str__(self):
        return f"{self.question_id}, {self.visibility}"


class VocabularyWord(models.Model):
    """A word that occurs in answers of one visibility: what a typing error is repaired with.

    Public readers are only offered words of public answers.
    """

    visibility = models.CharField(max_length=8, choices=Visibility)
    word = models.CharField(max_length=60, help_text="Lower case, without diacritics.")
    stem = models.CharField(max_length=60, default="", help_text="The word without its ending.")
    shown = models.CharField(max_length=60, help_text="As it is written in the answers.")
    documents = models.IntegerField(help_text="In how many answers it occurs.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visibility", "word"], name="vocabulary_word_once_per_visibility"
            ),
        ]

    def __str__(self):
        return self.shown
