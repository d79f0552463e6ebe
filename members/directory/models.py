"""What the register of members is searched by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from members.organisations.models import Organisation


class DirectoryEntry(models.Model):
    """The folded words of an organisation, written by the database itself (trigger
    `directory_entry_follows`, migration 0020) whenever the organisation is: no change can forget
    it, and a search reads no function of a column.
    """

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="directory_entry"
    )
    name = models.TextField()
    words = models.TextField()
    competences = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            # Each search reads what waits to be sorted into an index: nothing waits.
            GinIndex(
                fields=["words"],
                opclasses=["gin_trgm_ops"],
                name="directory_words_alike",
                fastupdate=False,
            ),
            GinIndex(fields=["competences"], name="directory_competences", fastupdate=False),
            models.Index(fields=["name"], name="directory_by_name"),
        ]

    def __str__(self):
        return self.name
