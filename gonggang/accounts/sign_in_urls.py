"""Addresses of signing in and of the second factor, under the names that allauth looks for; each says who may come."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path

from gonggang.accounts.door import OWN, READING, action, public
from gonggang.accounts.headers import with_scripts

SENDING = (*READING, "POST")
own = action(OWN, post=OWN)

urlpatterns = [
    path(
        "sign-in/",
        public("who signs in is nobody yet", methods=SENDING)(with_scripts(account.login)),
        name="account_login",
    ),
    path(
        "sign-out/", public("leaving is open to all", methods=SENDING)(account.logout), name="account_logout"
    ),
    path(
        "sign-in/second/",
        public("the second factor comes before the sign-in", methods=SENDING)(with_scripts(mfa.authenticate)),
        name="mfa_authenticate",
    ),
    path(
        "sign-in/passkey/",
        public("a passkey is a way to sign in", methods=SENDING)(webauthn.login_webauthn),
        name="mfa_login_webauthn",
    ),
    path(
        "sign-in/closed/",
        public("says that an account is deactivated")(account.account_inactive),
        name="account_inactive",
    ),
    path("account/confirm/", own(account.reauthenticate), name="account_reauthenticate"),
    path("account/password/", own(account.password_change), name="account_change_password"),
    path("account/password/set/", own(account.password_set), name="account_set_password"),
    path("account/second/", own(mfa.index), name="mfa_index"),
    path("account/second/confirm/", own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/second/code/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second/code/remove/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/second/recovery/", own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/second/recovery/new/",
        own(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second/recovery/download/",
        own(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("account/second/keys/", own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("account/second/keys/add/", own(with_scripts(webauthn.add_webauthn)), name="mfa_add_webauthn"),
    path(
        "account/second/keys/confirm/",
        own(with_scripts(webauthn.reauthenticate_webauthn)),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/second/keys/<int:pk>/remove/", own(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/second/keys/<int:pk>/edit/", own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "sign-in/other/<provider_id>/",
        public("another sign-in service is a way to sign in", methods=SENDING)(oidc.login),
        name="openid_connect_login",
    ),
    path(
        "sign-in/other/<provider_id>/callback/",
        public("the other service sends the officer back here", methods=SENDING)(oidc.callback),
        name="openid_connect_callback",
    ),
    path(
        "sign-in/cancelled/",
        public("says that nobody signed in")(social.login_cancelled),
        name="socialaccount_login_cancelled",
    ),
    path(
        "sign-in/failed/",
        public("says that the other service failed")(social.login_error),
        name="socialaccount_login_error",
    ),
    path(
        "sign-in/unknown/",
        public("says that nobody may sign up")(social.signup),
        name="socialaccount_signup",
    ),
]
