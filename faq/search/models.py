from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from faq.questions.models import Question


class SearchDocument(models.Model):
    """What search reads of one question: both languages in one vector, and the plain titles.

    Written in the transaction that publishes; `manage.py index_faq` rebuilds it all.
    """

    question = models.OneToOneField(Question, models.CASCADE, related_name="search_document")
    visibility = models.CharField(max_length=8)
    is_listed = models.BooleanField(default=False)
    titles = models.TextField(blank=True)
    vector = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="faq_search_vector"),
            GinIndex(fields=["titles"], opclasses=["gin_trgm_ops"], name="faq_search_titles"),
        ]

    def __str__(self):
        return self.titles[:60]
