from django.urls import path

from members.legal_texts import views

urlpatterns = [
    path("texts/<slug:kind>/", views.legal_text, name="legal_text"),
    path("texts/<slug:kind>/<int:version>/", views.legal_text_version, name="legal_text_version"),
    path(
        "texts/<slug:kind>/<int:version>/<slug:language>.md",
        views.legal_text_source,
        name="legal_text_source",
    ),
]
