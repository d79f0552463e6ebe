from django.urls import path

from faq.asking import views

urlpatterns = [
    path("faq/ask/", views.ask, name="ask"),
    path("faq/ask/offers/", views.ask_offers, name="ask_offers"),
    path("faq/ask/sent/", views.ask_sent, name="ask_sent"),
    path("faq/asked/", views.ask_list, name="ask_list"),
    path("faq/asked/<str:token>/", views.ask_detail, name="ask_detail"),
]
