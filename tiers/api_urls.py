from django.urls import path

from . import api

urlpatterns = [
    path("caseload/", api.Caseload.as_view(), name="api_caseload"),
    path("cases/", api.CaseList.as_view(), name="api_cases"),
    path("cases/<int:pk>/", api.CaseDetail.as_view(), name="api_case"),
    path("cases/<int:pk>/sessions/", api.CaseSessions.as_view(), name="api_case_sessions"),
    path("sessions/<int:pk>/record/", api.SessionRecord.as_view(), name="api_session_record"),
]
