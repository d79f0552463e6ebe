"""The asker's own page: whoever has its address may see the question and say whether it helped."""

from django.core import signing
from django.urls import reverse

from faq.asking.models import Ask

_SIGNER = signing.Signer(salt="faq.asking.ask", sep=".")


def page_of(ask: Ask) -> str:
    return reverse("faq:ask_detail", args=[token_of(ask)])


def token_of(ask: Ask) -> str:
    return _SIGNER.sign_object({"ask": ask.pk})


def ask_id_of(token: str) -> int | None:
    """None for a token that is not ours."""
    try:
        return int(_SIGNER.unsign_object(token)["ask"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
