"""What two people or two workers do in the same moment: real connections, one barrier; and a
process of its own, to be killed.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager

from django.db import connection, connections

from cluster_portal.localstate import ROOT
from cluster_portal.toolkit.errors import PortalError


@contextmanager
def unpooled():
    """A connection for each thread: the pool has fewer than there are threads."""
    options = connections.settings["default"]["OPTIONS"]
    pool, options["pool"] = options["pool"], False
    try:
        yield
    finally:
        options["pool"] = pool


def at_once(*works: Callable[[], object]) -> list[object]:
    """Runs them in threads that start together; gives what each returned or raised."""
    with unpooled():
        return _at_once(works)


def _at_once(works: tuple[Callable[[], object], ...]) -> list[object]:
    start = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            start.wait()
            results[place] = work()
        except PortalError as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def process(code: str) -> subprocess.Popen:
    """A Python of its own on the test's database, as a worker would be."""
    values = connection.settings_dict
    address = (
        f"postgresql://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}"
        f"/{values['NAME']}"
    )
    if values["HOST"].startswith("/"):
        address = f"postgresql://{values['USER']}@/{values['NAME']}?host={values['HOST']}"
    environment = os.environ | {"DATABASE_URL": address, "PORTAL_MODE": "test"}
    return subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"], cwd=ROOT, env=environment
    )
