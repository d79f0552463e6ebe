from django.urls import path

from faq.editorial import views

urlpatterns = [
    path("faq/<int:pk>/propose/", views.propose_edit, name="propose_edit"),
    path("faq/proposals/", views.proposal_list, name="proposal_list"),
    path("faq/proposals/<int:pk>/withdraw/", views.proposal_withdraw, name="proposal_withdraw"),
]
