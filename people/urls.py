from django.urls import path

from . import views

app_name = "people"

urlpatterns = [
    path("", views.person_find, name="person_find"),
    path("new/", views.person_new, name="person_new"),
    path("take-over/", views.person_take_over, name="person_take_over"),
    path("<int:pk>/details/", views.person_edit, name="person_edit"),
    path("<int:pk>/pp/", views.pp_contact, name="pp_contact"),
    path("<int:pk>/where/", views.person_move, name="person_move"),
    path("<int:pk>/access/", views.access_limits, name="access_limits"),
    path("places/<int:pk>/correct/", views.place_correct, name="place_correct"),
    path("<int:pk>/numbers/", views.number_change, name="number_change"),
    path("<int:pk>/merge/", views.merge_find, name="merge_find"),
    path("<int:pk>/merge/<int:other>/", views.person_merge, name="person_merge"),
    path("<int:pk>/merged/", views.person_merged, name="person_merged"),
    path("doubles/", views.double_list, name="double_list"),
    path("doubles/<int:pk>/deny/", views.double_deny, name="double_deny"),
    path("staff/", views.staff_list, name="staff_list"),
    path("staff/new/", views.staff_new, name="staff_new"),
    path("staff/<int:pk>/", views.staff_edit, name="staff_edit"),
    path("staff/<int:pk>/roles/", views.staff_roles, name="staff_roles"),
    path("staff/<int:pk>/stop/", views.staff_stop, name="staff_stop"),
    path("staff/<int:pk>/back/", views.staff_back, name="staff_back"),
    path("staff/<int:pk>/welcome/", views.staff_welcome, name="staff_welcome"),
    path("staff/<int:pk>/absences/new/", views.absence_new, name="absence_new"),
    path("staff/<int:pk>/focus/", views.staff_focus, name="staff_focus"),
    path("<int:pk>/workers/", views.worker_wishes, name="worker_wishes"),
    path("venues/", views.venue_list, name="venue_list"),
    path("venues/new/", views.venue_new, name="venue_new"),
    path("venues/<int:pk>/", views.venue_edit, name="venue_edit"),
    path("absences/<int:pk>/", views.absence_edit, name="absence_edit"),
    path("absences/<int:pk>/remove/", views.absence_remove, name="absence_remove"),
    path("teams/", views.team_list, name="team_list"),
    path("teams/new/", views.team_new, name="team_new"),
    path("teams/<int:pk>/", views.team_edit, name="team_edit"),
    path("teams/<int:pk>/policy/", views.policy_edit, name="policy_edit"),
    path("units/new/", views.unit_new, name="unit_new"),
    path("me/", views.my_details, name="my_details"),
]
