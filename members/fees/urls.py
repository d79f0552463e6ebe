from django.urls import path

from members.fees import views

urlpatterns = [
    path("my/fees/", views.my_fees, name="my_fees"),
    path("my/fees/<int:pk>/", views.fee_notice, name="fee_notice"),
]
