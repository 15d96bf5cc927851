from django.urls import path

from . import api

urlpatterns = [
    path("referrals/", api.ReferralList.as_view(), name="api_referral_list"),
    path("referrals/<int:pk>/", api.ReferralOne.as_view(), name="api_referral_one"),
    path("referrals/<int:pk>/move/", api.ReferralMove.as_view(), name="api_referral_move"),
]
