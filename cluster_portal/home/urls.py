"""`untranslated` has one address in all languages; `urlpatterns` stand under /ro/ too."""

from django.urls import URLPattern

app_name = "home"
untranslated: list[URLPattern] = []
urlpatterns: list[URLPattern] = []
