from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history import kinds as history
from faq.questions.models import Question, Visibility


class SearchDocument(models.Model):
    """What search reads of one question, for one kind of reader: both languages in one vector.

    It exists only while the answer may be read. A public answer with an addendum has a second one,
    of the addendum's words alone. Written in the transaction that publishes; `manage.py index_faq`
    rebuilds all.
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
    marks = ArrayField(
        models.IntegerField(),
        default=list,
        db_default=[],
        help_text="Its lexemes as numbers, sorted: faq/search/marks.py.",
    )
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
    word = models.CharField(
        max_length=60, db_collation="C", help_text="Lower case, without diacritics."
    )
    stem = models.CharField(max_length=60, default="", help_text="The word without its ending.")
    shown = models.CharField(max_length=60, help_text="As it is written in the answers.")
    documents = models.IntegerField(help_text="In how many answers it occurs.")
    shortened = ArrayField(
        models.CharField(max_length=60),
        default=list,
        db_default=[],
        help_text="The word and its stem, whole and with any one letter left out.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visibility", "word"], name="vocabulary_word_once_per_visibility"
            ),
        ]
        indexes = [
            GinIndex(fields=["shortened"], name="faq_vocabulary_shortened"),
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="faq_vocabulary_trigrams"),
        ]

    def __str__(self):
        return self.shown


class LexemeCount(models.Model):
    """In how many documents of one visibility a lexeme stands: how much it tells.

    Counted while indexing, since counting the commonest at each search takes longer than the
    search. The empty lexeme counts the documents.
    """

    visibility = models.CharField(max_length=8, choices=Visibility)
    lexeme = models.CharField(max_length=61, db_collation="C")
    documents = models.IntegerField()
    titled = models.IntegerField(
        default=0, db_default=0, help_text="In the titles of how many of them."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visibility", "lexeme"], name="lexeme_count_once_per_visibility"
            ),
        ]

    def __str__(self):
        return f"{self.lexeme}, {self.documents}"


@history.register_kinds
class ThesaurusEvent(models.TextChoices):
    ADDED = "thesaurus.added", _("Entry added")
    CHANGED = "thesaurus.changed", _("Entry changed")


class ThesaurusEntry(models.Model):
    """One thing and the words people have for it, in both languages; the office edits it.

    `same` are wordings that find each other; `asks` are what people type who look for it, while
    who types one of `same` does not look for these. Shipped entries come from
    faq/search/data/thesaurus.toml; one that the office changed or switched off stays so.
    """

    key = models.SlugField(_("key"), max_length=80, unique=True)
    same_en = ArrayField(
        models.CharField(max_length=80), verbose_name=_("English words"), default=list, blank=True
    )
    same_ro = ArrayField(
        models.CharField(max_length=80), verbose_name=_("Romanian words"), default=list, blank=True
    )
    asks_en = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("English wordings that ask for it"),
        default=list,
        blank=True,
    )
    asks_ro = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("Romanian wordings that ask for it"),
        default=list,
        blank=True,
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    is_edited = models.BooleanField(_("changed by the office"), default=False, editable=False)

    class Meta:
        verbose_name = _("thesaurus entry")
        verbose_name_plural = _("thesaurus")
        ordering = ["key"]

    def __str__(self):
        return self.key


class ThesaurusState(models.Model):
    """One row: which file the thesaurus was loaded from, and how often it has changed since."""

    file_hash = models.CharField(max_length=64, default="")
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="thesaurus_state_is_one_row", condition=models.Q(id=1))
        ]

    def __str__(self):
        return f"{self.version}"
