"""People, who of them works for the office and with which rights, and who may try the portal."""

import datetime as dt
import secrets

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from cluster_portal.sample.timeline import moment
from members.accounts.models import User

SINCE = dt.date(2025, 1, 7)
# The apps of a group, and how its rights in them begin; nobody of the office deletes.
OFFICE_GROUPS = {
    "FAQ readers": (["faq"], ["view_", "read_members_answers"]),
    "FAQ writers": (
        ["faq"], ["view_", "read_members_answers", "add_question", "change_question"],
    ),
    "FAQ editors": (["faq"], [""]),
    "Members and fees": (["members"], [""]),
    "Accountant from outside": (
        ["members"],
        ["view_invoice", "view_feenotice", "view_efactura", "change_efactura",
         "view_accountant", "add_accountant"],
    ),
    "Board and working groups": (["governance", "working_groups"], [""]),
}  # fmt: skip
ROLES = {
    "office-admin": "The office, with every right",
    "faq-editor": "The office: edits the FAQ",
    "membership-fees": "The office: members and fees",
    "board-president": "President of the Board",
    "board-member": "Member of the Board, coordinates a group",
    "coordinator": "Coordinates a group, represents two members",
    "administrator": "Bogdan, administers a member",
    "representative": "Ana, represents the same member",
    "stranger": "Carmen, belongs to no member",
}
WORDS = ["somes", "feleac", "hoia", "faget", "zorilor", "becas", "gruia", "iris"]


def easy_password() -> str:
    """Easy to type, and another one at each loading: it is written nowhere in the code."""
    return f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"


def load_people(sample: Sample, password: str) -> None:
    tried, untried = make_password(password), make_password(None)
    users = {}
    for row in files.rows("people"):
        ties = row.get("represents", [])
        first_day = max(SINCE, min((tie["started_on"] for tie in ties), default=SINCE))
        users[row["key"]] = User(
            email=row["email"],
            full_name=row["full_name"],
            language=row["language"],
            is_staff=row.get("is_staff", False),
            is_superuser=row.get("login") == "office-admin",
            password=tried if "login" in row else untried,
            date_joined=moment(first_day),
        )
    User.objects.bulk_create(users.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True)
        for user in users.values()
    )
    sample.people.update(users)
    _load_office_groups(sample)


def _load_office_groups(sample: Sample) -> None:
    groups = {}
    for name, (labels, beginnings) in OFFICE_GROUPS.items():
        groups[name], _made = Group.objects.get_or_create(name=name)
        groups[name].permissions.set(
            permission
            for permission in Permission.objects.filter(content_type__app_label__in=labels)
            if permission.codename.startswith(tuple(beginnings))
            and not permission.codename.startswith("delete_")
        )
    for row in files.rows("people"):
        if "office_groups" in row:
            sample.people[row["key"]].groups.set(groups[name] for name in row["office_groups"])


def logins_text(password: str) -> str:
    """What run.py prints: role, address, password."""
    logins = {row["login"]: row["email"] for row in files.rows("people") if "login" in row}
    width = max(len(text) for text in ROLES.values())
    lines = [f"  {text:<{width}}  {logins[role]}" for role, text in ROLES.items()]
    return "\n".join(
        [
            "Invented people to sign in as, all with the password  " + password,
            "",
            *lines,
            "",
        ]
    )
