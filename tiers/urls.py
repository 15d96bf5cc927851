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
    path("consultations/", views.consultation_list, name="consultation_list"),
    path("consultations/new/", views.consultation_new, name="consultation_new"),
    path(
        "consultations/in-passing/",
        views.consultation_in_passing,
        name="consultation_in_passing",
    ),
    path("consultations/<int:pk>/", views.consultation_detail, name="consultation_detail"),
    path("consultations/<int:pk>/sent/", views.consultation_sent, name="consultation_sent"),
    path("consultations/<int:pk>/take/", views.consultation_take, name="consultation_take"),
    path(
        "consultations/<int:pk>/put-back/",
        views.consultation_put_back,
        name="consultation_put_back",
    ),
    path("consultations/<int:pk>/book/", views.consultation_book, name="consultation_book"),
    path("consultations/<int:pk>/record/", views.consultation_record, name="consultation_record"),
    path("consultations/<int:pk>/answer/", views.consultation_answer, name="consultation_answer"),
    path("consultations/<int:pk>/offer/", views.consultation_offer, name="consultation_offer"),
    path(
        "consultations/<int:pk>/withdraw/",
        views.consultation_withdraw,
        name="consultation_withdraw",
    ),
    path(
        "consultations/<int:pk>/follow-up/",
        views.consultation_follow_up,
        name="consultation_follow_up",
    ),
    path("consultations/<int:pk>/note/", views.consultation_note, name="consultation_note"),
    path("consultations/<int:pk>/tasks/new/", views.task_new, name="task_new"),
    path("consultations/tasks/<int:pk>/", views.task_detail, name="task_detail"),
    path("consultations/materials/", views.material_list, name="material_list"),
    path("consultations/materials/new/", views.material_new, name="material_new"),
    path("consultations/materials/<int:pk>/", views.material_detail, name="material_detail"),
    path(
        "consultations/materials/<int:pk>/put-away/",
        views.material_put_away,
        name="material_put_away",
    ),
    path(
        "consultations/materials/<int:pk>/bring-back/",
        views.material_bring_back,
        name="material_bring_back",
    ),
    path(
        "consultations/people/<int:pk>/formulation/start/",
        views.formulation_start,
        name="formulation_start",
    ),
    path(
        "consultations/people/<int:pk>/what-helps/",
        views.formulation_shared,
        name="formulation_shared",
    ),
    path(
        "consultations/formulations/<int:pk>/", views.formulation_detail, name="formulation_detail"
    ),
    path(
        "consultations/formulations/<int:pk>/write/",
        views.formulation_write,
        name="formulation_write",
    ),
    path(
        "consultations/formulations/<int:pk>/agree/",
        views.formulation_agree,
        name="formulation_agree",
    ),
    path(
        "consultations/formulations/versions/<int:pk>/",
        views.formulation_version,
        name="formulation_version",
    ),
    path("consultations/<int:pk>/together/", views.joint_work_new, name="joint_work_new"),
    path("consultations/together/<int:pk>/", views.joint_work_detail, name="joint_work_detail"),
    path(
        "consultations/together/<int:pk>/meeting/",
        views.joint_meeting_record,
        name="joint_meeting_record",
    ),
    path("consultations/together/<int:pk>/more/", views.joint_work_more, name="joint_work_more"),
    path("consultations/together/<int:pk>/end/", views.joint_work_end, name="joint_work_end"),
    path("consultations/teaching/", views.upskilling_list, name="upskilling_list"),
    path("consultations/teaching/new/", views.upskilling_new, name="upskilling_new"),
    path("consultations/<int:pk>/refer/", views.consultation_refer, name="consultation_refer"),
    path("cases/<int:pk>/refer/", views.case_refer, name="case_refer"),
]
