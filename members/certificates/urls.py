from django.urls import path

from members.certificates import views

urlpatterns = [
    path("my/certificates/", views.certificate_list, name="certificate_list"),
    path("my/certificates/<int:pk>.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("verify/<slug:token>/", views.certificate_verify, name="certificate_verify"),
]
