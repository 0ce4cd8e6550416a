"""Django settings; everything that differs between hosts comes from the environment.

GONGGANG_HOME (state), DATABASE_URL (another PostgreSQL), GONGGANG_SECRET_KEY, GONGGANG_ALLOWED_HOSTS, GONGGANG_HTTPS,
GONGGANG_UPLOAD_MB,
GONGGANG_DEBUG, and GONGGANG_OIDC_NAME, _ADDRESS, _CLIENT, _SECRET for signing in through another service.
"""

from __future__ import annotations

import os
from pathlib import Path

from gonggang.accounts.oidc import openid_connect_provider
from gonggang.server.database import database_settings
from gonggang.server.home import home, secret_key

PACKAGE = Path(__file__).resolve().parent
GONGGANG_HOME = home()

# Set by `gonggang demo` for the site that it opens, and for nothing else.
OPEN_DEMONSTRATION = os.environ.get("GONGGANG_OPEN_DEMONSTRATION") == "1"
DEBUG = os.environ.get("GONGGANG_DEBUG") == "1"
SECRET_KEY = os.environ.get("GONGGANG_SECRET_KEY") or secret_key()
ALLOWED_HOSTS = os.environ.get("GONGGANG_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")

# The rooms that keep tables, screens or long work, in the order of the house.
ROOMS = [
    "regions",
    "accounts",
    "audit",
    "jobs",
    "exchange",
    "people",
    "casework",
    "registers",
    "screening",
    "campaign",
    "posts",
    "placements",
    "recruitment",
    "attendance",
    "subsidies",
    "exits",
    "bridging",
    "cycle",
    "supervision",
    "reporting",
    "boards",
    "desk",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    *(f"gonggang.{room}" for room in ROOMS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
AUTH_USER_MODEL = "accounts.Officer"
# The room of accounts lies below the audit, and names the verb that it calls up to.
AUDIT_RECORD = "gonggang.audit.actions.record"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Answers "nothing has changed" for what is sent compressed, and so has another tag than WhiteNoise knows.
    "django.middleware.http.ConditionalGetMiddleware",
    "gonggang.desk.middleware.Compression",
    "gonggang.desk.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gonggang.accounts.language.chosen_language",
    "django.middleware.common.CommonMiddleware",
    # Before the check of forged posts: who is no longer signed in is sent to the sign-in page, not to an error.
    "gonggang.accounts.door.DoorMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "gonggang.accounts.sessions.session_limits",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "gonggang.urls"
WSGI_APPLICATION = "gonggang.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "gonggang.accounts.context.shared",
                "gonggang.desk.context.shell",
            ]
        },
    }
]

# Signing in: names and passwords, a second factor, and another sign-in service where the environment names one.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "gonggang.accounts.adapter.OfficerAdapter"
ACCOUNT_FORMS = {"login": "gonggang.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Five wrong passwords lock an account for fifteen minutes; a whole town hall may sit behind one address.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "5/15m/key,100/m/ip"}
MFA_ADAPTER = "gonggang.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "公岗"
SOCIALACCOUNT_ADAPTER = "gonggang.accounts.adapter.NoSignUpAdapter"
SOCIALACCOUNT_PROVIDERS = openid_connect_provider()

# Sessions end with the browser; the limits of 30 minutes and 8 hours are in accounts.sessions.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60
HTTPS = os.environ.get("GONGGANG_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Passkeys work on plain http only for localhost, where there is no certificate.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Kept in the database, so that all workers count the same wrong passwords.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_shared_cache",
    }
}

# What officers upload is sealed before it touches a disk; what is larger than this is refused in words.
UPLOAD_BYTES_MAX = int(os.environ.get("GONGGANG_UPLOAD_MB", "64")) * 1024 * 1024
UPLOAD_KEPT_DAYS = 30
FILE_UPLOAD_HANDLERS = ["gonggang.exchange.uploads.SealingUploadHandler"]
# Long work is done by the worker, so that the page answers at once; without, it is done where it is asked for.
JOBS_IN_BACKGROUND = True

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"masked": {"()": "gonggang.server.logs.MaskingFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "masked"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
