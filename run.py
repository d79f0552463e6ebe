#!/usr/bin/env python3
"""Run the portal from a fresh copy of its code; only Python is needed.

    python3 run.py                 set everything up and serve http://127.0.0.1:8000
    python3 run.py dev             the same with autoreload and DEBUG
    python3 run.py test [ARGS]     every check of the project; with ARGS only pytest ARGS

Environment: PORT (8000), HOST (127.0.0.1), DATABASE_URL (another PostgreSQL, 15 or newer),
PORTAL_SAMPLE=0 (an empty association instead of the sample one).

This file has to parse on old Pythons, to be able to say that they are too old.
"""

import os
import pathlib
import sys


def refusal(version, system):
    """Why the portal cannot run on this Python and system, in one sentence; "" when it can."""
    if tuple(version[:2]) < (3, 11):
        return (
            "Python 3.11 or newer is needed and this is %d.%d: install a newer one "
            "(Debian and Ubuntu: apt install python3 python3-venv) and start with it, "
            "for example python3.11 run.py" % (version[0], version[1])
        )
    if system == "nt":
        return "Windows is not supported by itself: run this inside WSL (wsl --install)."
    return ""


def main():
    sentence = refusal(sys.version_info, os.name)
    if sentence:
        sys.exit(sentence)
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
    import cluster_portal.startup.command as command  # noqa: PLC0415  unreadable to an old Python

    sys.exit(command.main(sys.argv[1:], __doc__))


if __name__ == "__main__":
    main()
