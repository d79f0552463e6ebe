from django.urls import path

from faq.briefs import views

urlpatterns = [
    path("faq/brief/", views.brief_choose, name="brief_choose"),
    path("faq/brief/view/", views.brief_view, name="brief_view"),
    path("faq/brief/view/brief.pdf", views.brief_view_pdf, name="brief_view_pdf"),
    path("faq/brief/<slug:slug>/", views.brief_detail, name="brief_detail"),
    path("faq/brief/<slug:slug>/brief.pdf", views.brief_pdf, name="brief_pdf"),
]
