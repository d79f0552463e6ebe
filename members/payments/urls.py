from django.urls import path

from members.payments import views

urlpatterns = [
    path("my/fees/account/", views.my_account, name="my_account"),
    path("my/fees/paid/<int:pk>/", views.claim_payment, name="claim_payment"),
    path("my/fees/claims/<int:pk>/withdraw/", views.claim_withdraw, name="claim_withdraw"),
]
