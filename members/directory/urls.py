from django.urls import path

from members.directory import views

urlpatterns = [
    path("members/", views.organisation_list, name="organisation_list"),
    path("members/list.csv", views.organisation_list_csv, name="organisation_list_csv"),
    path("members/list.vcf", views.organisation_list_vcf, name="organisation_list_vcf"),
    path("members/<slug:slug>/", views.organisation_detail, name="organisation_detail"),
    path("members/<slug:slug>/card.vcf", views.organisation_card, name="organisation_card"),
    path("members/<slug:slug>/logo/", views.organisation_logo, name="organisation_logo"),
]
