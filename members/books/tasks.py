from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from members.books import making

ATTEMPTS = 3


@app.task(
    queue="books",
    retry=RetryStrategy(max_attempts=ATTEMPTS, wait=30),
    pass_context=True,
)
def make_month(context: JobContext, *, month_id: int) -> None:
    """Safe to run twice: what is ready stays. After the last attempt it stands as failed."""
    is_last = context.job is None or context.job.attempts + 1 >= ATTEMPTS
    making.make(month_id, is_last=is_last)
