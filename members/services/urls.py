from django.urls import path

from members.services.views import own, public, worth

urlpatterns = [
    path("services/", public.service_list, name="service_list"),
    path("services/<slug:key>/", public.service_detail, name="service_detail"),
    path("services/<slug:key>/ask/", own.service_ask, name="service_ask"),
    path("my/services/", own.my_services, name="my_services"),
    path("my/services/value/<int:year>/", worth.service_value, name="service_value"),
    path("my/services/value/<int:year>/pdf/", worth.service_value_pdf, name="service_value_pdf"),
    path("my/services/<int:pk>/", own.service_request, name="service_request"),
    path("my/services/<int:pk>/paper/<int:delivery_pk>/", own.service_proof, name="service_proof"),
    path("my/services/<int:pk>/<slug:step>/", own.service_step, name="service_step"),
]
