"""What the admin pages of this app have in common."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cluster_portal.toolkit.errors import PortalError


class RefusingAdmin(ModelAdmin):
    """A rule that says no only under the lock, after the form was found in order, is told as a
    message; the admin's transaction takes back what was saved. Records are not deleted in bulk.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PortalError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.get_full_path())

    def get_actions(self, request: HttpRequest) -> dict:
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found
