from django.urls import path

from members.invoices import views

urlpatterns = [
    path("my/invoices/", views.my_invoices, name="my_invoices"),
    path("my/invoices/<int:pk>/", views.invoice, name="invoice"),
    path("my/invoices/<int:pk>/pdf/", views.invoice_pdf, name="invoice_pdf"),
]
