from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from cluster_portal.home import worklists


class PortalAdminSite(AdminSite):
    site_header = _("The office")
    site_title = _("The office")
    index_title = _("What waits for you")
    index_template = "admin/portal_index.html"

    # One door: whoever comes to the admin signs in where everybody does, with the second step.
    login = method_decorator(secure_admin_login)(AdminSite.login)

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        more = {
            "worklists": worklists.for_staff(request.user),
            "pages": worklists.pages_for(request.user),
        }
        return super().index(request, {**(extra_context or {}), **more})
