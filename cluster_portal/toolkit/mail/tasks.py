import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from cluster_portal.toolkit.mail.models import MailStatus, OutgoingMail

ATTEMPTS = 8
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
        mail.last_error = str(error or "")
        if error is None:
            mail.status = MailStatus.KEPT if settings.MAIL_IS_KEPT else MailStatus.SENT
            mail.sent_at = timezone.now()
            if mail.is_secret and not settings.MAIL_SECRETS_STAY:
                mail.text = mail.html = REMOVED
        elif is_last or isinstance(error, smtplib.SMTPRecipientsRefused):
            mail.status = MailStatus.FAILED
        mail.save(update_fields=["attempts", "last_error", "status", "sent_at", "text", "html"])
    if error is not None and mail.status == MailStatus.QUEUED:
        raise error


def hand_over(mail: OutgoingMail) -> Exception | None:
    """Give it to the mail server; the error is returned so that the attempt can be noted."""
    if settings.MAIL_IS_KEPT:
        return None
    to = formataddr((mail.to_name, mail.to_address))
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[to])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.extra_headers["Content-Language"] = mail.language
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        return error
    return None
