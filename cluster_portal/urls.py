from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from cluster_portal.home import urls as home

urlpatterns = [
    *home.untranslated,
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("accounts/", include("allauth.urls")),
        path("", include("cluster_portal.home.urls")),
        path("", include("faq.urls")),
        path("", include("governance.urls")),
        path("", include("working_groups.urls")),
        path("", include("members.urls")),
        prefix_default_language=False,
    ),
]
