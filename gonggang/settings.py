"""Django settings; everything that differs between hosts comes from the environment.

GONGGANG_HOME (state), DATABASE_URL (another PostgreSQL), GONGGANG_SECRET_KEY, GONGGANG_ALLOWED_HOSTS, GONGGANG_DEBUG.
"""

from __future__ import annotations

import os
from pathlib import Path

from gonggang.server.database import database_settings
from gonggang.server.home import home, secret_key

PACKAGE = Path(__file__).resolve().parent
GONGGANG_HOME = home()

DEBUG = os.environ.get("GONGGANG_DEBUG") == "1"
SECRET_KEY = os.environ.get("GONGGANG_SECRET_KEY") or secret_key()
ALLOWED_HOSTS = os.environ.get("GONGGANG_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")

# The rooms that keep tables or screens, in the order of the house.
ROOMS = [
    "regions",
    "accounts",
    "audit",
    "exchange",
    "people",
    "casework",
    "registers",
    "screening",
    "posts",
    "placements",
    "recruitment",
    "attendance",
    "subsidies",
    "exits",
    "supervision",
    "desk",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    *(f"gonggang.{room}" for room in ROOMS),
]
AUTH_USER_MODEL = "accounts.Officer"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "gonggang.desk.middleware.security_headers",
    "gonggang.desk.middleware.reading_only",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "gonggang.urls"
WSGI_APPLICATION = "gonggang.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
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
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
