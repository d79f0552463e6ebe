"""The letters of the accounts: allauth says which and when, we write them and send them our way."""

from typing import Any

from allauth.account import app_settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail import actions as mail
from members.accounts.models import User

FOLDER = "members/accounts/mail"

CODES: dict[str, Promise] = {
    "account/email/login_code": _("Your code to sign in"),
    "account/email/email_confirmation": _("Your code to confirm this address"),
    "account/email/email_confirmation_signup": _("Your code to open your account"),
    "account/email/password_reset_code": _("Your code to choose a new password"),
}
CODE_SECONDS = {
    "account/email/login_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
    "account/email/password_reset_code": app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
}
ABOUT_AN_ADDRESS = {
    "account/email/unknown_account": "unknown_account",
    "account/email/account_already_exists": "account_already_exists",
}
NOTICES: dict[str, Promise] = {
    "account/email/email_changed": _(
        "The main address of your account is now %(to_email)s, no longer %(from_email)s."
    ),
    "account/email/email_confirm": _("An address of your account has been confirmed."),
    "account/email/email_deleted": _("%(deleted_email)s was removed from your account."),
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was reset."),
    "account/email/password_set": _("Your account has a password now."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
    "mfa/email/totp_activated": _("An authenticator app now protects your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
}


def send(letter: str, email: str, context: dict[str, Any], *, person: User | None) -> None:
    """Write the letter that allauth names by its template, in the language of the person."""
    person = person or User.objects.at_address(email)
    language = person.language if person else translation.get_language()
    if letter in CODES:
        values = {
            "what": CODES[letter],
            "code": context["code"],
            "minutes": CODE_SECONDS.get(letter, app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
            // 60,
        }
        template, why = "code", _("You get this because somebody asked for it with your address.")
    elif letter in ABOUT_AN_ADDRESS:
        values = {"email": email}
        template = ABOUT_AN_ADDRESS[letter]
        why = _("You get this because somebody wrote your address on our sign-in page.")
    else:
        with translation.override(language):
            values = {**context, "what": _notice(letter, context)}
        template, why = "notice", _("You get this because it is about the safety of your account.")
    mail.send_mail(
        template=f"{FOLDER}/{template}",
        to_address=email,
        to_name=person.full_name if person else "",
        language=language,
        why=why,
        context={**values, "greeted": str(person) if person else ""},
        is_secret=letter in CODES,
    )


def _notice(letter: str, context: dict[str, Any]) -> str:
    """Ours, or for a letter that a new allauth brings, the subject that it writes."""
    if letter in NOTICES:
        return str(NOTICES[letter]) % context
    return render_to_string(f"{letter}_subject.txt", context).strip()
