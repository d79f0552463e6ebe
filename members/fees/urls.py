from django.urls import path

from members.fees import views

urlpatterns = [
    path("my/fees/", views.my_fees, name="my_fees"),
    path("my/fees/<int:pk>/", views.fee_notice, name="fee_notice"),
    path("my/fees/<int:pk>/pdf/", views.fee_notice_pdf, name="fee_notice_pdf"),
    path("my/fees/pro-forma/<int:year>/", views.fee_pro_forma, name="fee_pro_forma"),
]
