#!/usr/bin/env python3
"""Django's commands. Without DATABASE_URL the project's own PostgreSQL is started first."""

import atexit
import contextlib
import os
import sys

from cluster_portal import devdb, localstate

try:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import connections
except ModuleNotFoundError:
    sys.exit(
        "Django is not installed in this Python: run `python3 run.py`, then use .venv/bin/python."
    )


def close_connections() -> None:
    with contextlib.suppress(ImproperlyConfigured):
        for connection in connections.all(initialized_only=True):
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL only


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
    try:
        if devdb.ensure():
            atexit.register(close_connections)  # before the lease asks who is still connected
        execute_from_command_line(sys.argv)
    except (localstate.SetupError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
