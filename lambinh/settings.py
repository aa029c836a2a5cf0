"""The settings. An installation changes them through environment variables (README, "Settings")."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lambinh.db import embedded, roles
from lambinh.installation_keys import Keys
from lambinh.lib.logs.configuration import configuration

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
LAMBINH_DATA = Path(env.str("LAMBINH_DATA", default=str(BASE_DIR / "var"))).resolve()
"""The folder of all data: uploads, local keys, the cluster of the embedded server."""

_ADDRESSES = ("DATABASE_URL", roles.address_variable(roles.current_role()))
LAMBINH_EMBEDDED = not any(env.str(name, default="") for name in _ADDRESSES)
"""Without DATABASE_URL the program starts an embedded PostgreSQL."""

LAMBINH_HOSTS = env.list("LAMBINH_HOSTS", default=[])
PRODUCTION = bool(LAMBINH_HOSTS)
"""An installation with host names is in production. It requires https."""

# --- keys ----------------------------------------------------------------------------------------------

_KEYS = Keys(LAMBINH_DATA, PRODUCTION)
SECRET_KEY = _KEYS.secret_key()
SECRET_KEY_FALLBACKS = env.list("LAMBINH_OLD_SECRET_KEYS", default=[])
"""Former keys: what they encrypted can still be decrypted."""
LAMBINH_CITIZEN_ID_KEYS = _KEYS.citizen_id_keys()
"""The first key encrypts citizen ids and stored workbooks; all keys decrypt (docs/adr/0007-citizen-ids.md)."""

# --- database ------------------------------------------------------------------------------------------


PROCESS_ROLE = roles.current_role()
"""The role of this process. Web server, worker and commands each log in to the database with their own role."""


def _database(role: roles.ProcessRole) -> dict[str, object]:
    """The database settings of a process role: its own URL, or the owner's URL with its own role and password."""
    common: dict[str, object] = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if LAMBINH_EMBEDDED:
        return common | embedded.database_settings(LAMBINH_DATA, role)
    if env.str(roles.address_variable(role), default=""):
        return common | _postgresql(roles.address_variable(role))
    database = common | _postgresql("DATABASE_URL")
    if role == roles.ProcessRole.OWNER:
        return database
    user = roles.Roles(str(database["USER"])).of(role)
    return database | {"USER": user, "PASSWORD": roles.password(LAMBINH_ROLE_KEY, user)}


def _postgresql(variable: str) -> dict[str, object]:
    database: dict[str, Any] = env.db(variable)
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL phải chỉ tới PostgreSQL 15 trở lên: chương trình dựa vào khoảng ngày, ràng buộc "
            "loại trừ và COPY mà SQLite không có. / DATABASE_URL must name a PostgreSQL server (15 or newer): "
            "the program relies on date ranges, exclusion constraints and COPY, which SQLite does not have."
        )
    options = {"connect_timeout": 5}  # seconds: a silent server would block threads for minutes
    return database | {"OPTIONS": options | (database.get("OPTIONS") or {})}


_ROLES_NEED_KEY = not all(env.str(roles.address_variable(role), default="") for role in roles.LOGINS)
LAMBINH_ROLE_KEY = _KEYS.role_key(SECRET_KEY) if env.str("DATABASE_URL", default="") and _ROLES_NEED_KEY else ""
"""The passwords of roles without their own URL are derived from it. The embedded server has its own secret."""

DATABASES = {"default": _database(PROCESS_ROLE)}
_HAS_WEB_LOGIN = LAMBINH_EMBEDDED or any(
    env.str(name, default="") for name in ("DATABASE_URL", roles.address_variable(roles.ProcessRole.WEB))
)
LAMBINH_WEB_DATABASE = (
    _database(roles.ProcessRole.WEB) if PROCESS_ROLE == roles.ProcessRole.WORKER and _HAS_WEB_LOGIN else {}
)
"""The login of the web server, with which `serve` checks that row-level security applies to it."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- applications --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # before our own apps: lambinh/admin.py unregisters their tables
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "lambinh",
    "lambinh.accounts",
    "lambinh.audit",
    "households",
    "assignments",
    "assignments.rosters",
    "assignments.duplicates",
    "reports",
    "lambinh.apps.LambinhAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "csp",
]

MIDDLEWARE = [
    "lambinh.accounts.middleware.log_origin_middleware",  # before everything that logs
    "lambinh.middleware.security_headers_middleware",  # these two first: also for the redirect from http to https
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # for slow lines: pages, and static files without compressed copies
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lambinh.middleware.no_store_middleware",
    "lambinh.middleware.default_language_middleware",
    "django.middleware.locale.LocaleMiddleware",
    "lambinh.middleware.RejectNulMiddleware",  # before the session, which queries the cookie's key
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lambinh.middleware.request_size_middleware",  # after authentication, before anything reads the body
    "lambinh.accounts.middleware.session_lifetime_middleware",
    "lambinh.accounts.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lambinh.accounts.middleware.session_activity_middleware",
    "lambinh.accounts.middleware.MandatorySetupMiddleware",
    "lambinh.middleware.DecryptionErrorMiddleware",
    "households.middleware.ScopedTransactionMiddleware",
    "lambinh.middleware.method_not_allowed_page_middleware",
]

ROOT_URLCONF = "lambinh.urls"
WSGI_APPLICATION = "lambinh.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "quick"]}}

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

# --- users --------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reports:totals"
LOGOUT_REDIRECT_URL = "account_login"

LAMBINH_IDLE_HOURS = env.int("LAMBINH_IDLE_HOURS", default=8)
SESSION_COOKIE_AGE = LAMBINH_IDLE_HOURS * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
"""A session is prolonged once a minute, with its activity: a write for each page would cost a tenth of its time."""
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LAMBINH_SESSION_HOURS = env.int("LAMBINH_SESSION_HOURS", default=24)
"""A session ends so many hours after the sign-in, even if it is active."""

PASSWORD_HASHERS = [
    "lambinh.accounts.passwords.hashers.SmallServerArgon2",
    # for older passwords; they are hashed again at the next sign-in
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "lambinh.accounts.passwords.validators.MinimumLengthWithAdviceValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "lambinh.accounts.passwords.validators.VietnameseCommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- sign-in (docs/adr/0008-signing-in.md) ---------------------------------------------------------

LAMBINH_SECOND_FACTOR = env.bool("LAMBINH_SECOND_FACTOR", default=True)
LAMBINH_SIGN_IN_WAITS = {"name_and_address": (5, 60, 15 * 60, 4 * 60 * 60), "name": (30, 60, 15 * 60, 24 * 60 * 60)}
"""Free failures, first and longest wait, and expiry of the count, in seconds
(lambinh/accounts/security/rate_limits.py)."""

ACCOUNT_ADAPTER = "lambinh.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {"change_password": "lambinh.accounts.forms.ChangePasswordForm"}
ACCOUNT_RATE_LIMITS = {
    "login": None,  # a limit per address would lock out an office
    "login_failed": "5/15m/key",  # second factor; passwords: lambinh/accounts/security/rate_limits.py
    "reauthenticate": "10/15m/user",
    "change_password": "10/15m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("LAMBINH_PROXIES", default=1) if PRODUCTION else 0
LAMBINH_PROXY_ADDRESSES = env.list("LAMBINH_PROXY_ADDRESSES", default=["127.0.0.1", "::1"])
"""The addresses of the reverse proxies: only their headers about client address and https are trusted."""
MFA_ADAPTER = "lambinh.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "lambinh.accounts.forms.AuthenticateForm",
    "reauthenticate": "lambinh.accounts.forms.ReauthenticateForm",
    "activate_totp": "lambinh.accounts.forms.ActivateTOTPForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Lâm Bình"
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
"""Counts of failures, shared by all server processes. A migration creates the table."""

# --- language and time ---------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["lambinh.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- files ---------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = LAMBINH_DATA / "uploads"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
"""Largest form without files, in bytes. Only pages that take files accept more (lib/uploads/request_size.py)."""
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "lambinh.lib.uploads.handlers.TemporaryFileHandler",
]

# --- rules and limits ------------------------------------------------------------------

LAMBINH_RECORDS_BEGIN = env.str("LAMBINH_RECORDS_BEGIN", default="2018-10-17")
"""The day of Resolution 89-NQ/HU. The first register of a commune takes effect on it."""

LAMBINH_LOAD_LIMITS = {"commune": env.int("LAMBINH_LOAD_LIMIT", default=10), "district": 1}
"""The maximum number of households per member and tier: more is a warning in the commune tier, and an error in the
district tier."""

LAMBINH_JOURNAL_COPY = env.str("LAMBINH_JOURNAL_COPY", default="")
"""A file, preferably on another machine, to which `serve` appends the newest digest of the journal."""
LAMBINH_CITIZEN_ID_LIMITS = (
    (env.int("LAMBINH_CITIZEN_IDS_IN_TEN_MINUTES", default=20), 10 * 60),
    (env.int("LAMBINH_CITIZEN_IDS_A_DAY", default=100), 24 * 60 * 60),
)
"""The maximum number of citizen ids that a user may open, and the seconds for each limit."""

LAMBINH_ROSTER_FILE_MEGABYTES = env.int("LAMBINH_ROSTER_FILE_MEGABYTES", default=20)
LAMBINH_ROSTER_FILES = 5
"""The size limit of one upload, in files of maximum size."""
LAMBINH_ROSTER_ROWS = env.int("LAMBINH_ROSTER_ROWS", default=200_000)
LAMBINH_ROSTER_SECONDS = env.int("LAMBINH_ROSTER_SECONDS", default=60)
LAMBINH_ROSTER_MEMORY_MEGABYTES = env.int("LAMBINH_ROSTER_MEMORY_MEGABYTES", default=512)
LAMBINH_ROSTER_KEPT_DAYS = env.int("LAMBINH_ROSTER_KEPT_DAYS", default=90)
LAMBINH_ROSTER_LEASE_SECONDS = env.int("LAMBINH_ROSTER_LEASE_SECONDS", default=30)
"""Seconds without a heartbeat after which a background worker counts as dead."""

# --- security ------------------------------------------------------------------------------------------

DEBUG = env.bool("LAMBINH_DEBUG", default=False)
ALLOWED_HOSTS = LAMBINH_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in LAMBINH_HOSTS]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
if PRODUCTION:  # browsers accept cookies with this prefix only over https, and only for this host
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION and env.bool("LAMBINH_HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = PRODUCTION and env.bool("LAMBINH_HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
"""Subdomains may belong to others. If you own all of them, use the two settings above."""
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- log (docs/adr/0014-logging.md) -----------------------------------------------------------------

try:
    LOGGING = configuration(
        env.str("LAMBINH_LOG_FORMAT", default="text"), env.str("LAMBINH_LOG_LEVEL", default="WARNING").upper()
    )
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None
