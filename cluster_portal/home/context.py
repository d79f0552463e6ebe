from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from members.organisations.models import Association


def portal(request: HttpRequest) -> dict:
    """What every page may use; nothing is asked of the database until a template names it."""
    return {
        "association": SimpleLazyObject(Association.objects.first),
        "acting": getattr(request, "acting", None),
        "representations": getattr(request, "representations", []),
        "portal_mode": settings.MODE,
    }
