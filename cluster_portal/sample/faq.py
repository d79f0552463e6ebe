"""The questions and answers, by the same importer as `import_faq`."""

import datetime as dt

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from faq.editorial import importer

PUBLISHED_ON = dt.date(2026, 9, 14)


def load_faq(sample: Sample) -> None:
    def take_over() -> None:
        importer.apply(importer.read(sorted((files.DATA / "faq").iterdir()), language="en"))

    sample.timeline.at(PUBLISHED_ON, take_over)
