"""A database for one measurement, dropped when the program ends."""

import atexit
import importlib
import os


def make(name: str) -> None:
    """DATABASE_URL names a new database from here on: on its server, else on the test server."""
    devdb = importlib.import_module("cluster_portal.devdb")
    localstate = importlib.import_module("cluster_portal.localstate")
    databases = importlib.import_module("cluster_portal.testtemplate")
    os.environ["PORTAL_MODE"] = "test"
    lease = None
    if not os.environ.get("DATABASE_URL"):
        lease = devdb.attach("test")
        os.environ["DATABASE_URL"] = lease.url("postgres")
    localstate.prepare_mode("test")
    server = os.environ["DATABASE_URL"]
    own = f"{name}_{os.getpid()}"

    def leave() -> None:
        connections = importlib.import_module("django.db").connections
        for each in connections.all(initialized_only=True):
            each.close()
            each.close_pool()
        databases.drop(server, own)
        if lease:
            lease.release()

    atexit.register(leave)
    os.environ["DATABASE_URL"] = databases.create(server, own)
