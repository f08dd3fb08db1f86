"""One settings file. Differences between places are values in the environment or in the charter.

Everything has a safe default or refuses to start. Nothing here names a country: what differs
between governments stands in the node's charter (`data/charters/`).
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from django.conf.locale import LANG_INFO

from wellknit.lib.home import Home

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("WELLKNIT_DATA") or PACKAGE / "data")


def _flag(name: str) -> bool:
    """A yes/no variable; anything else stops the start, because a misspelt safety switch is none."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "no", "false", "off"}:
        return False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise SystemExit(f"{name} must be yes or no, not {value!r}.")


HOME = Home.find()
CHARTER: dict[str, Any] = tomllib.loads((DATA / "charters" / f"{HOME.charter}.toml").read_text())
ROLE = os.environ.get("WELLKNIT_ROLE", "web")
DEMO = _flag("WELLKNIT_DEMO")
DEBUG = _flag("WELLKNIT_DEBUG")

WELLKNIT_KEYS = os.environ.get("WELLKNIT_KEYS") or HOME.path("keys")
WELLKNIT_CHECKPOINTS = os.environ.get("WELLKNIT_CHECKPOINTS") or HOME.path("checkpoints")
WELLKNIT_FILES = HOME.path("files")
WELLKNIT_SPOOL = HOME.path("spool")

try:
    SECRET_KEY = HOME.secret("django")
except Exception:
    # Before `wellknit setup` tools may import the settings; a server started so could sign nothing that lasts.
    SECRET_KEY = os.urandom(48).hex()

# Where other nodes reach this one, when it is to change; else what the card says already, or the charter.
WELLKNIT_ADDRESS = os.environ.get("WELLKNIT_ADDRESS", "")
ALLOWED_HOSTS = [h for h in os.environ.get("WELLKNIT_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("WELLKNIT_ORIGINS", "").split(",") if o]
HTTPS = _flag("WELLKNIT_HTTPS") or not (DEMO or DEBUG or _flag("WELLKNIT_PLAIN_HTTP"))

# ── wings: what the charter does not switch on is not installed, so its tables do not exist ─────────
PLATFORM_APPS = [
    "wellknit.platform.identity",
    "wellknit.platform.vault",
    "wellknit.platform.audit",
    "wellknit.platform.access",
    "wellknit.platform.exchange",
]
WINGS = [w for w in CHARTER["wings"] if (PACKAGE / w / "apps.py").exists()]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "procrastinate.contrib.django",
    *PLATFORM_APPS,
    *(f"wellknit.{wing}" for wing in WINGS),
    "wellknit.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "wellknit.web.middleware.HeldForms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wellknit.platform.access.middleware.ViewerMiddleware",
]

ROOT_URLCONF = "wellknit.urls"
WSGI_APPLICATION = "wellknit.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": HOME.database_settings(ROLE)}
if ROLE in ("web", "worker"):
    # Opens and closes viewer sessions and can do nothing else; the web role itself cannot.
    DATABASES["door"] = HOME.database_settings("door")
DATABASE_ROUTERS: list[str] = []

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wellknit.web.context.house",
            ],
        },
    }
]
FORM_RENDERER = "wellknit.web.formrender.WellknitRenderer"

# ── signing in ───────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["wellknit.platform.access.signin.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "enter"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "wellknit.platform.access.signin.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an office, not by whoever owns an address
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # the lock-out is our own, in the database (access.signin)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False  # shared machines: a closed browser is signed out
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # passkeys on plain http://localhost: for the demo only
MFA_TOTP_ISSUER = "Wellknit"
MFA_ADAPTER = "wellknit.platform.access.secondproof.Adapter"

SESSION_ENGINE = "wellknit.platform.access.sessions"  # rows under the hash of their key
SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Browsers share cookies between the ports of one machine: two nodes side by side must not sign each other out.
SESSION_COOKIE_NAME = f"wellknit_{HOME.node}_session"
CSRF_COOKIE_NAME = f"wellknit_{HOME.node}_form"
LANGUAGE_COOKIE_NAME = f"wellknit_{HOME.node}_language"
VIEWER_COOKIE = f"wellknit_{HOME.node}_viewer"
CSRF_FAILURE_VIEW = "wellknit.web.views.errors.csrf_failed"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS and not _flag("WELLKNIT_BEHIND_PROXY")
if _flag("WELLKNIT_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# ── files in and out ─────────────────────────────────────────────────────────────────────────────────
FILE_UPLOAD_HANDLERS = ["wellknit.platform.vault.uploads.SealingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("WELLKNIT_STATIC") or HOME.root / "static")
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is stored in clear
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False

# ── language and time ────────────────────────────────────────────────────────────────────────────────
LANG_INFO.setdefault(
    "lo", {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ລາວ"}
)  # Django ships no Lao
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"), ("km", "ខ្មែរ"), ("lo", "ລາວ"), ("my", "မြန်မာ"), ("th", "ไทย"), ("vi", "Tiếng Việt"),
    ("zh-hans", "中文"),
]  # fmt: skip
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["wellknit.locale.formats"]
USE_I18N = USE_TZ = True
TIME_ZONE = CHARTER.get("time_zone", "UTC")

# ── what is said where ───────────────────────────────────────────────────────────────────────────────
EMAIL_BACKEND = os.environ.get("WELLKNIT_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = HOME.path("spool", "mail")
DEFAULT_FROM_EMAIL = os.environ.get("WELLKNIT_FROM", "wellknit@localhost")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"codes_only": {"()": "wellknit.platform.audit.logs.CodesOnly"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "filters": ["codes_only"], "formatter": "plain"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {"django.request": {"handlers": ["out"], "level": "ERROR", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"
