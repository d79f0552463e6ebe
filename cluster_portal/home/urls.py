"""`untranslated` has one address in all languages; `urlpatterns` stand under /ro/ too."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, path

from cluster_portal.home import health, sitemaps, styleguide, views

app_name = "home"
untranslated: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("theme.css", views.theme, name="theme"),
    path("theme-admin.css", views.theme, {"name": "admin"}, name="theme_admin"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        login_not_required(sitemap),
        {"sitemaps": sitemaps.SITEMAPS, "template_name": "home/sitemap.xml"},
        name="sitemap",
    ),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("my/", views.my, name="my"),
    path("board/worth/", views.board_worth, name="board_worth"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
if settings.MODE in {"dev", "test"}:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
