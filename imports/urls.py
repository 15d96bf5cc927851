from django.urls import path

from . import views

app_name = "imports"

urlpatterns = [
    path("", views.sheet_list, name="sheet_list"),
    path("new/<slug:kind>/", views.sheet_new, name="sheet_new"),
    path("template/<slug:kind>.<slug:packing>", views.sheet_template, name="sheet_template"),
    path("<int:pk>/", views.sheet_detail, name="sheet_detail"),
    path("<int:pk>/confirm/", views.sheet_confirm, name="sheet_confirm"),
    path("<int:pk>/discard/", views.sheet_discard, name="sheet_discard"),
    path("<int:pk>/problems.csv", views.sheet_problems, name="sheet_problems"),
    path("<int:pk>/undo/", views.sheet_undo, name="sheet_undo"),
]
