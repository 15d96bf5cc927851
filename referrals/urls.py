from django.urls import path

from .views import deciding, directory, drafting, lists, onward, reading

app_name = "referrals"

urlpatterns = [
    path("", lists.referral_list, name="referral_list"),
    path("start/", drafting.referral_start, name="referral_start"),
    path("start/", drafting.referral_start, name="referral_new"),
    path("start/<int:pk>/", drafting.referral_new, name="referral_new"),
    path("to-decide/", lists.referral_incoming, name="referral_incoming"),
    path("waiting/", lists.waiting_list, name="waiting_list"),
    path("services/", directory.service_list, name="service_list"),
    path("services/new/", directory.service_new, name="service_new"),
    path("services/<int:pk>/", directory.service_detail, name="service_detail"),
    path("services/<int:pk>/change/", directory.service_edit, name="service_edit"),
    path("services/<int:pk>/checked/", directory.service_check, name="service_check"),
    path("services/<int:pk>/retire/", directory.service_retire, name="service_retire"),
    path("services/<int:pk>/bring-back/", directory.service_bring_back, name="service_bring_back"),
    path("onward/", onward.onward_list, name="onward_list"),
    path("onward/new/<int:pk>/", onward.onward_new, name="onward_new"),
    path("onward/<int:pk>/", onward.onward_detail, name="onward_detail"),
    path("onward/<int:pk>/change/", onward.onward_edit, name="onward_edit"),
    path("onward/<int:pk>/chase/", onward.onward_chase, name="onward_chase"),
    path("onward/<int:pk>/<str:to>/", onward.onward_move, name="onward_move"),
    path("<int:pk>/", reading.referral_detail, name="referral_detail"),
    path("<int:pk>/draft/", drafting.referral_tasks, name="referral_tasks"),
    path("<int:pk>/draft/<str:step>/", drafting.referral_step, name="referral_step"),
    path("<int:pk>/check/", drafting.referral_check, name="referral_check"),
    path("<int:pk>/sent/", drafting.referral_sent, name="referral_sent"),
    path("<int:pk>/accept/", deciding.page(deciding.ACCEPT), name="referral_accept"),
    path("<int:pk>/ask/", deciding.page(deciding.ASK), name="referral_ask"),
    path("<int:pk>/answer/", deciding.page(deciding.ANSWER), name="referral_answer"),
    path("<int:pk>/decline/", deciding.page(deciding.DECLINE), name="referral_decline"),
    path("<int:pk>/redirect/", deciding.page(deciding.REDIRECT), name="referral_redirect"),
    path("<int:pk>/pause/", deciding.page(deciding.PAUSE), name="referral_pause"),
    path("<int:pk>/resume/", deciding.page(deciding.RESUME), name="referral_resume"),
    path("<int:pk>/withdraw/", deciding.page(deciding.WITHDRAW), name="referral_withdraw"),
    path("<int:pk>/discard/", deciding.page(deciding.DISCARD), name="referral_discard"),
    path("<int:pk>/override/", deciding.override_sign, name="override_sign"),
]
