"""The questions and answers, by the same importer as `import_faq`."""

import datetime as dt

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from faq.briefs.models import Brief, BriefItem
from faq.editorial import importer
from faq.questions.models import Question

PUBLISHED_ON = dt.date(2026, 9, 14)


def load_faq(sample: Sample) -> None:
    def take_over() -> None:
        importer.apply(importer.read(sorted((files.DATA / "faq").iterdir()), language="en"))
        _load_briefs()

    sample.timeline.at(PUBLISHED_ON, take_over)


def _load_briefs() -> None:
    for row in files.rows("briefs"):
        brief = Brief.objects.create(
            is_published=True, **{name: row[name] for name in row if name != "answers"}
        )
        ids = dict(Question.objects.filter(key__in=row["answers"]).values_list("key", "pk"))
        BriefItem.objects.bulk_create(
            BriefItem(brief=brief, question_id=ids[key], position=10 * number)
            for number, key in enumerate(row["answers"], 1)
        )
