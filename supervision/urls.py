from django.urls import path

from . import views

app_name = "supervision"

urlpatterns = [
    path("", views.my_supervision, name="my_supervision"),
    path("team/", views.supervision_team, name="supervision_team"),
    path("agreements/new/", views.agreement_new, name="agreement_new"),
    path("agreements/new/for/<int:pk>/", views.agreement_new, name="agreement_new_for"),
    path("agreements/<int:pk>/", views.agreement_detail, name="agreement_detail"),
    path("agreements/<int:pk>/change/", views.agreement_edit, name="agreement_edit"),
    path("agreements/<int:pk>/end/", views.agreement_end, name="agreement_end"),
    path("agreements/<int:pk>/plan/", views.supervision_plan, name="supervision_plan"),
    path(
        "agreements/<int:pk>/record/", views.supervision_record_now, name="supervision_record_now"
    ),
    path("<int:pk>/", views.supervision_detail, name="supervision_detail"),
    path("<int:pk>/record/", views.supervision_record, name="supervision_record"),
    path("<int:pk>/confirm/", views.supervision_confirm, name="supervision_confirm"),
    path("<int:pk>/move/", views.supervision_move, name="supervision_move"),
    path("<int:pk>/cancel/", views.supervision_cancel, name="supervision_cancel"),
    path("actions/<int:pk>/done/", views.action_done, name="action_done"),
]
