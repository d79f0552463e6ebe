from django.contrib.postgres.operations import (
    BtreeGistExtension,
    CreateExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations


class Migration(migrations.Migration):
    """All four are trusted: the database's owner may create them."""

    operations = [
        BtreeGistExtension(),
        CreateExtension("fuzzystrmatch"),
        TrigramExtension(),
        UnaccentExtension(),
    ]
