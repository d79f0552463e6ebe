import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from cluster_portal.toolkit.mail.models import MailStatus, OutgoingMail

ATTEMPTS = 8
PERMANENT = 500  # SMTP replies from here on are final, 4xx asks to try again (RFC 5321, 4.2.1)
REMOVED = ""


@app.task(
    queue="mail",
    retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4),
    pass_context=True,
)
def deliver(context: JobContext, *, mail_id: int) -> None:
    """Send one mail; safe to run twice. After the last attempt it stands as failed in the admin."""
    is_last = context.job is not None and context.job.attempts + 1 >= ATTEMPTS
    with transaction.atomic():
        mail = OutgoingMail.objects.select_for_update().filter(pk=mail_id).first()
        if mail is None or mail.status != MailStatus.QUEUED:
            return
        error = hand_over(mail)
        mail.attempts += 1
        mail.last_error = "" if error is None else f"{type(error).__name__}: {error}"
        if error is None:
            mail.status = MailStatus.KEPT if settings.MAIL_IS_KEPT else MailStatus.SENT
            mail.sent_at = timezone.now()
            if mail.is_secret and not settings.MAIL_SECRETS_STAY:
                mail.text = mail.html = REMOVED
        elif is_last or is_final(error):
            mail.status = MailStatus.FAILED
        mail.save(update_fields=["attempts", "last_error", "status", "sent_at", "text", "html"])
    if error is not None and mail.status == MailStatus.QUEUED:
        raise error


def hand_over(mail: OutgoingMail) -> Exception | None:
    """Give it to the mail server; the error is returned so that the attempt can be noted."""
    if settings.MAIL_IS_KEPT:
        return None
    try:
        validate_email(mail.to_address)
        message = EmailMultiAlternatives(
            mail.subject, mail.text, to=[formataddr((mail.to_name, mail.to_address))]
        )
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        message.extra_headers["Content-Language"] = mail.language
        if mail.html:
            message.attach_alternative(mail.html, "text/html")
        message.send()
    except Exception as error:  # whatever it is stands on the mail, where the office sees it
        return error
    return None


def is_final(error: Exception) -> bool:
    """Trying again would not help: the server knows no such address, or it cannot be written."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _words in error.recipients.values())
    return isinstance(error, ValueError | ValidationError)
