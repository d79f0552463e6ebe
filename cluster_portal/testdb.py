"""pytest plugin: the test server is there before pytest-django reads the settings.

Imported by `-p cluster_portal.testdb`. Workers of pytest-xdist inherit DATABASE_URL and start
nothing. PORTAL_KEEP_TESTDB=1 leaves the server running after the last run.
"""

import atexit
import os

import pytest

from cluster_portal import devdb, localstate, testtemplate

LEASE: devdb.Lease | None = None

os.environ["PORTAL_MODE"] = "test"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
try:
    if os.environ.get("DATABASE_URL"):
        localstate.prepare_mode("test")
    else:
        LEASE = devdb.attach("test")
        os.environ["DATABASE_URL"] = LEASE.url()
        if os.environ.get("PORTAL_KEEP_TESTDB") != "1":
            atexit.register(LEASE.release)  # also when pytest breaks off before it is configured
        localstate.prepare_mode("test")
except localstate.SetupError as error:
    pytest.exit(str(error), returncode=1)


def pytest_unconfigure(config: pytest.Config) -> None:
    template = os.environ.get("PORTAL_TEST_TEMPLATE")
    if template and not hasattr(config, "workerinput"):  # the last to go
        testtemplate.drop(os.environ["DATABASE_URL"], template)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What `run.py test` found wrong before the tests is said again where people look."""
    for name in os.environ.get("PORTAL_FAILED_CHECKS", "").splitlines():
        terminalreporter.section(f"FAILED before the tests: {name}", sep="=", red=True)
