from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "cluster_portal.home"
    label = "home"
    verbose_name = _("Home")


class PortalAdminConfig(AdminConfig):
    default_site = "cluster_portal.home.admin_site.PortalAdminSite"
