from django.urls import path

from . import views

app_name = "tiers"

urlpatterns = [
    path("", views.caseload, name="caseload"),
    path("of/<int:pk>/", views.caseload_of, name="caseload_of"),
    path("allocate/<int:pk>/", views.allocate, name="allocate"),
    path("cases/<int:pk>/", views.case_detail, name="case_detail"),
    path("cases/<int:pk>/pause/", views.case_pause, name="case_pause"),
    path("cases/<int:pk>/resume/", views.case_resume, name="case_resume"),
    path("cases/<int:pk>/review/", views.case_review, name="case_review"),
    path("cases/<int:pk>/reallocate/", views.case_reallocate, name="case_reallocate"),
    path("cases/<int:pk>/hand-back/", views.case_hand_back, name="case_hand_back"),
    path("cases/<int:pk>/end/", views.case_end, name="case_end"),
    path("cases/<int:pk>/ending/", views.ending_plan, name="ending_plan"),
    path("endings/steps/<int:pk>/", views.ending_step, name="ending_step"),
    path("endings/requests/<int:pk>/", views.ending_answer, name="ending_answer"),
    path("cases/<int:pk>/sessions/new/", views.session_new, name="session_new"),
    path("cases/<int:pk>/sessions/record/", views.session_record_now, name="session_record_now"),
    path("cases/<int:pk>/contacts/new/", views.contact_new, name="contact_new"),
    path("sessions/<int:pk>/", views.session_detail, name="session_detail"),
    path("sessions/<int:pk>/record/", views.session_record, name="session_record"),
    path("sessions/<int:pk>/move/", views.session_move, name="session_move"),
    path("sessions/<int:pk>/amend/", views.session_amend, name="session_amend"),
    path(
        "sessions/<int:pk>/correction/",
        views.session_add_correction,
        name="session_add_correction",
    ),
]
