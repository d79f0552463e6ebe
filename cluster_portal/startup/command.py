"""What `python3 run.py` does with its words. Standard library only."""

import os

from cluster_portal.localstate import ROOT, SetupError
from cluster_portal.startup import checks, children, serve, terminal
from cluster_portal.startup.interrupts import Interrupts, Stop


def main(words: list[str], usage: str) -> int:
    try:
        os.chdir(ROOT)
        interrupts = Interrupts()
        children.adopt_orphans()
        match words:
            case []:
                return serve.main("local", interrupts)
            case ["dev"]:
                return serve.main("dev", interrupts)
            case ["test", *arguments]:
                return checks.main(arguments, interrupts)
            case ["-h" | "--help" | "help"]:
                terminal.say(usage.strip())
                return 0
            case _:
                raise SetupError(
                    f"run.py does not know {' '.join(words)!r}: say `python3 run.py`, "
                    "`python3 run.py dev` or `python3 run.py test`."
                )
    except Stop:
        terminal.say("Stopped.")
        return 0 if words[:1] != ["test"] else 130
    except SetupError as trouble:
        terminal.complain(str(trouble))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        terminal.complain(f"{error.strerror or error}{where}: put that right and start again.")
    finally:
        children.bury_orphans()
    return 1
