"""Keeping the queue itself in order."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

FINISHED_JOBS_ARE_KEPT = 24 * 30  # hours


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="retry_stalled_jobs", pass_context=False)
async def retry_stalled_jobs(timestamp: int) -> None:
    """A worker that was killed leaves its job as begun for ever: hand it to another one."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="30 3 * * *")
@app.task(
    queue="upkeep",
    queueing_lock="forget_finished_jobs",
    retry=RetryStrategy(max_attempts=3, wait=60),
)
async def forget_finished_jobs(timestamp: int) -> None:
    await app.job_manager.delete_old_jobs(nb_hours=FINISHED_JOBS_ARE_KEPT)
