"""Jobs of the worker; each is safe to stop and to run again."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from members.banking import actions
from members.banking.actions.importing import JOB
from members.banking.actions.matching import LETTERS_JOB

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=10)


@app.task(queue="banking", name=JOB, retry=AGAIN)
def work_off(file_id: int) -> None:
    """Stores and matches the lines of a statement."""
    actions.work_off(file_id=file_id)


@app.task(queue="banking", name=LETTERS_JOB, retry=AGAIN)
def tell_of_file(file_id: int) -> None:
    actions.tell_of_file(file_id=file_id)
