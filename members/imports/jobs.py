"""The worker's part: chunk after chunk until the run is through; safe to start again and twice."""

from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from members.imports.actions.work import WORK
from members.imports.models import ImportRun


@app.task(queue="imports", retry=RetryStrategy(max_attempts=5, wait=10))
def work(*, run_id: int) -> None:
    status, language = ImportRun.objects.values_list("status", "language").get(pk=run_id)
    some = WORK.get(status)
    with translation.override(language):
        while some is not None and some(run_id=run_id):
            pass
