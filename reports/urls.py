from django.urls import path

from . import views

app_name = "reports"

urlpatterns = [
    path("", views.home, name="home"),
    path("team/", views.team_page, name="team"),
    path("team/<int:pk>/", views.team_page, name="team"),
    path("team/<int:pk>/endings/", views.team_endings, name="team_endings"),
    path(
        "team/<int:pk>/endings/late/",
        views.team_endings,
        {"late": True},
        name="team_late_endings",
    ),
    path("team/<int:pk>/reached/", views.team_reached, name="team_reached"),
    path("team/<int:pk>/flags/<str:kind>/", views.team_flags, name="team_flags"),
    path("team/<int:pk>/<str:what>/<str:when>/", views.team_changes, name="team_changes"),
    path("trail/", views.trail_page, name="trail"),
    path("choose/<slug:what>/", views.choose_case, name="choose_case"),
    path("person/<int:pk>/", views.person_page, name="person"),
]
