"""The sample association, for an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cluster_portal import localstate
from cluster_portal.home.management.commands.setup_portal import LOGINS
from cluster_portal.sample import loader, people
from cluster_portal.toolkit.errors import PortalError


class Command(BaseCommand):
    help = (
        "Load the sample association: public facts of Cluj IT Cluster, invented members, people, "
        "minutes and fees. Refuses on a database that has members. Writes the log-ins to try it "
        "with to .local/sample-logins.txt."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        password = people.easy_password()
        try:
            loader.load(password)
        except PortalError as error:
            raise CommandError(str(error)) from error
        self.write_logins(people.logins_text(password))
        if options["verbosity"]:
            self.stdout.write("The sample association is loaded. Its log-ins:")
            self.stdout.write(people.logins_text(password))

    def write_logins(self, text: str) -> None:
        """Readable by whoever started the portal and nobody else."""
        path = localstate.folder() / LOGINS
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        localstate.give_to_owner(path)
