from django.urls import path

from working_groups.groups import views as groups
from working_groups.initiatives import views as initiatives
from working_groups.partners import views as partners
from working_groups.projects import views as projects

app_name = "working_groups"
GROUP = "working-groups/<slug:slug>/"
urlpatterns = [
    path("working-groups/", groups.group_list, name="group_list"),
    path(GROUP, groups.group_detail, name="group_detail"),
    path(f"{GROUP}inside/", groups.group_inside, name="group_inside"),
    path(f"{GROUP}inside/edit/", groups.group_inside_edit, name="group_inside_edit"),
    path(f"{GROUP}join/", groups.group_join, name="group_join"),
    path(f"{GROUP}leave/", groups.group_leave, name="group_leave"),
    path(f"{GROUP}hand-over/", groups.group_hand_over, name="group_hand_over"),
    path(f"{GROUP}requests/<int:pk>/", groups.request_decide, name="request_decide"),
    path(f"{GROUP}requests/<int:pk>/withdraw/", groups.request_withdraw, name="request_withdraw"),
    path(f"{GROUP}seats/<int:pk>/coordinator/", groups.seat_appoint, name="seat_appoint"),
    path(f"{GROUP}seats/<int:pk>/end/", groups.seat_end, name="seat_end"),
    path("partners/", partners.partner_list, name="partner_list"),
    path("initiatives/", initiatives.initiative_list, name="initiative_list"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/<slug:slug>/", projects.project_detail, name="project_detail"),
]
