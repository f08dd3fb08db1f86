"""The pages of django-allauth that this house uses: sign-in, second proof, password. No sign-up."""

from allauth.account import views as account
from allauth.mfa import urls as mfa
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

urlpatterns = [
    path("sign-in/", login_not_required(account.login), name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("prove-it-again/", account.reauthenticate, name="account_reauthenticate"),
    path("inactive/", login_not_required(account.account_inactive), name="account_inactive"),
    path("second-proof/", include(mfa)),
]
