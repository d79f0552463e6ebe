from django.urls import path

from members.registration.views import applicant, public, sharing, sheets

urlpatterns = [
    path("join/", public.join, name="join"),
    path("join/start/", public.join_start, name="join_start"),
    path("join/sent/", public.join_sent, name="join_sent"),
    path("join/page/<str:token>/", sheets.section, name="section"),
    path("join/<str:token>/", applicant.application, name="application"),
    path("join/<str:token>/withdraw/", applicant.application_withdraw, name="application_withdraw"),
    path("join/<str:token>/share/", sharing.application_share, name="application_share"),
    path(
        "join/<str:token>/share/<int:pk>/end/",
        sharing.application_share_end,
        name="application_share_end",
    ),
    path(
        "join/<str:token>/papers/<int:pk>/remove/",
        sheets.application_paper_remove,
        name="application_paper_remove",
    ),
    path(
        "join/<str:token>/papers/asked/<int:kind>/",
        applicant.application_paper,
        name="application_paper",
    ),
    path("join/<str:token>/<slug:step>/", sheets.application_step, name="application_step"),
]
