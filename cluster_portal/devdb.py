"""The project's own PostgreSQL, for every run that has no DATABASE_URL.

Whoever uses the server holds a shared lock; the last one to let go stops it. Locks vanish with
their process, so a `kill -9` never leaves a wrong count behind.

    python -m cluster_portal.devdb start    start it, keep it until `stop`, print its address
    python -m cluster_portal.devdb stop     stop it, unless somebody is using it

Standard library only: run.py uses it too.
"""

import atexit
import os
import sys

from cluster_portal import localstate
from cluster_portal.localstate import SetupError
from cluster_portal.pgserver import Server
from cluster_portal.startup import terminal


class Lease:
    """One user of the server. While any is held the server stays; the last one stops it."""

    def __init__(self, server: Server, users: int) -> None:
        self.server = server
        self._users = users
        self._pid = os.getpid()

    def url(self, database: str = "cluster_portal") -> str:
        self.server.create_database(database)
        return self.server.url(database)

    def revive(self) -> bool:
        """Start the server again if somebody killed it; True when it had to be."""
        if self.server.postmaster():
            return False
        with localstate.lock(f"postgres-{self.server.name}"):
            self.server.start()
        return True

    def release(self) -> None:
        if self._users < 0 or self._pid != os.getpid():
            return
        name = self.server.name
        with localstate.lock(f"postgres-{name}"):
            is_last = localstate.take(self._users, wait=False)
            keep = (localstate.folder() / f"postgres-{name}.keep").exists()
            if is_last and not keep and self.server.is_left_alone():
                self.server.stop()
            os.close(self._users)
            self._users = -1


def attach(name: str = "dev") -> Lease:
    """Start the server unless it runs, and count as one of its users until released."""
    with localstate.lock(f"postgres-{name}"):
        server = Server(name)
        server.start()
        users = localstate.open_lock(f"postgres-{name}-users")
        localstate.take(users, shared=True)
        return Lease(server, users)


def ensure() -> Lease | None:
    """Settle DATABASE_URL, PORTAL_MODE and SECRET_KEY in the environment of this process."""
    if os.environ.get("DATABASE_URL"):
        localstate.prepare_mode("production")
        return None
    localstate.prepare_mode("local")
    mode = os.environ["PORTAL_MODE"]
    if mode not in localstate.LOCAL_MODES:
        raise SetupError(
            "Set DATABASE_URL: in production the portal does not start a database of its own."
        )
    lease = attach("test" if mode == "test" else "dev")
    atexit.register(lease.release)
    os.environ["DATABASE_URL"] = lease.url(os.environ.get("PORTAL_DB") or "cluster_portal")
    return lease


def main(command: str = "") -> None:
    name = "test" if os.environ.get("PORTAL_MODE") == "test" else "dev"
    keep = localstate.folder() / f"postgres-{name}.keep"
    if command == "start":
        keep.touch()
        localstate.give_to_owner(keep)
        lease = attach(name)
        terminal.say(lease.url(os.environ.get("PORTAL_DB") or "cluster_portal"))
    elif command in {"stop", "stop-now"}:
        with (
            localstate.lock(f"postgres-{name}"),
            localstate.lock(f"postgres-{name}-users", wait=False) as has_no_users,
        ):
            server = Server(name)
            if command == "stop" and not (has_no_users and server.is_left_alone()):
                raise SetupError("Somebody is using that database: end that first, or `stop-now`.")
            keep.unlink(missing_ok=True)
            server.stop()
    else:
        raise SetupError("Say `python -m cluster_portal.devdb start`, `stop` or `stop-now`.")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:2])
    except SetupError as error:
        sys.exit(str(error))
