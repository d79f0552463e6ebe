import threading
from collections.abc import Callable

from django.db import connection

from cluster_portal.toolkit.errors import PortalError


def race(*calls: Callable[[], object]) -> list[str]:
    """Run the calls at the same moment, each on its own connection; how each of them ended."""
    start, outcomes = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            call()
            outcomes.append("done")
        except PortalError as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
