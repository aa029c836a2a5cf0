"""One settings file: what a place needs to change comes from the environment (README, "Settings")."""

import base64
import contextlib
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lambinh import postgres, roles
from lambinh.lib import sealing

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
LAMBINH_DATA = Path(env.str("LAMBINH_DATA", default=str(BASE_DIR / "var"))).resolve()
"""Where everything lives that the program keeps: uploads, the local key, the embedded server's cluster."""

_ADDRESSES = ("DATABASE_URL", roles.address_variable(roles.acting()))
LAMBINH_EMBEDDED = not any(env.str(name, default="") for name in _ADDRESSES)
"""Without DATABASE_URL the program starts its own PostgreSQL."""

LAMBINH_HOSTS = env.list("LAMBINH_HOSTS", default=[])
PRODUCTION = bool(LAMBINH_HOSTS)
"""Production is where the names are said under which people reach the program; https is then required."""

# --- keys ----------------------------------------------------------------------------------------------


def _given_or_kept(variable: str, file_name: str, new: Callable[[], str], wanted: str) -> str:
    """A secret from the environment; on a single machine one that is made once and kept with the data.

    Empty where the data folder cannot be written: reading a roster needs none, and what does need it says so itself.
    """
    given: str = env.str(variable, default="")
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured(wanted)
    file = LAMBINH_DATA / file_name
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _keep_new(file, new())
        return file.read_text()
    except OSError:
        return ""


def _keep_new(file: Path, secret: str) -> None:
    """Write a secret that appears at once and whole: of several first processes one wins."""
    with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=f"{file.name}-") as part:
        part.write(secret)
        part.flush()
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(part.name)


def _secret_key() -> str:
    wanted = (
        "Hãy đặt LAMBINH_SECRET_KEY: một chuỗi ngẫu nhiên từ 50 ký tự trở lên, giữ kín. / "
        "Set LAMBINH_SECRET_KEY: a random text of at least 50 characters, kept secret."
    )
    key = _given_or_kept("LAMBINH_SECRET_KEY", "secret-key", lambda: secrets.token_urlsafe(48), wanted)
    return key or secrets.token_urlsafe(48)


def _citizen_id_keys() -> tuple[bytes, ...]:
    """No key where there is nowhere to keep one: a key that is forgotten would lock away what it sealed."""
    wanted = (
        "Hãy đặt LAMBINH_CITIZEN_ID_KEYS: 32 byte ngẫu nhiên viết bằng base64, giữ kín và sao lưu ở nơi khác với dữ "
        "liệu; nếu có nhiều khóa thì viết khác nhau, cách nhau bằng dấu phẩy, khóa mới đứng đầu. / "
        "Set LAMBINH_CITIZEN_ID_KEYS: 32 random bytes in base64, kept secret and backed up apart from the data; "
        "several different keys by commas, the newest first."
    )

    def new() -> str:
        return base64.b64encode(secrets.token_bytes(sealing.KEY_BYTES)).decode()

    text = _given_or_kept("LAMBINH_CITIZEN_ID_KEYS", "citizen-id-key", new, wanted)
    try:
        return sealing.keys_from(text.strip()) if text.strip() else ()
    except ValueError:
        raise ImproperlyConfigured(wanted) from None


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("LAMBINH_OLD_SECRET_KEYS", default=[])
"""Keys of before: what was sealed with them can still be read."""
LAMBINH_CITIZEN_ID_KEYS = _citizen_id_keys()
"""The first key seals citizen ids and kept workbooks, all keys open them (docs/adr/citizen-ids.md)."""

# --- database ------------------------------------------------------------------------------------------


ACTING = roles.acting()
"""What this process is; the web server, the worker and commands enter the database as themselves, not as its owner."""


def _database(part: roles.Part) -> dict[str, object]:
    """How `part` enters the database: by an address of its own, else by the owner's with its own role and password."""
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if LAMBINH_EMBEDDED:
        return kept | postgres.database_settings(LAMBINH_DATA, part)
    if env.str(roles.address_variable(part), default=""):
        return kept | _postgresql(roles.address_variable(part))
    database = kept | _postgresql("DATABASE_URL")
    if part == roles.Part.OWNER:
        return database
    role = roles.Roles(str(database["USER"])).of(part)
    return database | {"USER": role, "PASSWORD": roles.password(SECRET_KEY, role)}


def _postgresql(variable: str) -> dict[str, object]:
    database: dict[str, object] = env.db(variable)
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL phải chỉ tới PostgreSQL 15 trở lên: chương trình dựa vào khoảng ngày, ràng buộc "
            "loại trừ và COPY mà SQLite không có. / DATABASE_URL must name a PostgreSQL server (15 or newer): "
            "the program relies on date ranges, exclusion constraints and COPY, which SQLite does not have."
        )
    return database


DATABASES = {"default": _database(ACTING)}
_WEB_IS_KNOWN = LAMBINH_EMBEDDED or any(
    env.str(name, default="") for name in ("DATABASE_URL", roles.address_variable(roles.Part.WEB))
)
LAMBINH_WEB_DATABASE = _database(roles.Part.WEB) if ACTING == roles.Part.WORKER and _WEB_IS_KNOWN else {}
"""How the web server enters, for `serve` to see beforehand whether the lock on rows binds it."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- applications --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # before the program's own, whose lambinh/admin.py takes their tables out of the registers
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
    "lambinh.registers.RegistersConfig",
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
    "lambinh.middleware.kept_to_ourselves",  # these two first: also on the way from http to https
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # weak lines: pages and, where nothing packed them before, their files
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lambinh.middleware.not_stored",
    "lambinh.middleware.vietnamese_first",
    "django.middleware.locale.LocaleMiddleware",
    "lambinh.middleware.Readable",  # the page of a refusal has a language; the session would ask for a cookie's key
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lambinh.accounts.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lambinh.accounts.middleware.sessions_last_seen",
    "lambinh.accounts.middleware.FirstThings",
    "lambinh.middleware.ScopedTransaction",
    "lambinh.middleware.refused_in_words",
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

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

# --- people --------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "totals"
LOGOUT_REDIRECT_URL = "account_login"

LAMBINH_IDLE_HOURS = env.int("LAMBINH_IDLE_HOURS", default=8)
SESSION_COOKIE_AGE = LAMBINH_IDLE_HOURS * 60 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

PASSWORD_HASHERS = [
    "lambinh.accounts.hashers.SmallServerArgon2",
    # for passwords that were stored before; they are hashed anew when the person signs in
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "lambinh.accounts.validators.LongPassword", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "lambinh.accounts.validators.NotCommonHere"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- signing in (docs/adr/signing-in.md) ---------------------------------------------------------------

LAMBINH_SECOND_FACTOR = env.bool("LAMBINH_SECOND_FACTOR", default=True)
LAMBINH_SIGN_IN_LIMITS = {"name_and_address": "5/15m/key", "name": "100/d/key"}

ACCOUNT_ADAPTER = "lambinh.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {"change_password": "lambinh.accounts.forms.ChangePasswordForm"}
ACCOUNT_RATE_LIMITS = {
    "login": None,  # by address alone: it would lock out an office
    "login_failed": "5/15m/key",  # codes of the second factor; passwords have their own (lambinh/accounts/limits.py)
    "reauthenticate": "10/15m/user",
    "change_password": "10/15m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("LAMBINH_PROXIES", default=1) if PRODUCTION else 0
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
"""Counts of failures, seen by all server processes; the table is made by a migration."""

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
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "lambinh.lib.uploads.TemporaryFile",
]

# --- what the program's work rests on ------------------------------------------------------------------

LAMBINH_RECORDS_BEGIN = env.str("LAMBINH_RECORDS_BEGIN", default="2018-10-17")
"""The day of Resolution 89-NQ/HU: what a commune's first register says is taken to hold from then on."""

LAMBINH_LOAD_LIMITS = {"commune": env.int("LAMBINH_LOAD_LIMIT", default=10), "district": 1}
"""Above how many households of one member the desk speaks up, by tier: in the commune tier a warning; the district
tier is one to one, and more is an error."""

LAMBINH_ROSTER_FILE_MEGABYTES = env.int("LAMBINH_ROSTER_FILE_MEGABYTES", default=20)
LAMBINH_ROSTER_ROWS = env.int("LAMBINH_ROSTER_ROWS", default=200_000)
LAMBINH_ROSTER_SECONDS = env.int("LAMBINH_ROSTER_SECONDS", default=60)
LAMBINH_ROSTER_MEMORY_MEGABYTES = env.int("LAMBINH_ROSTER_MEMORY_MEGABYTES", default=512)
LAMBINH_ROSTER_KEPT_DAYS = env.int("LAMBINH_ROSTER_KEPT_DAYS", default=90)
LAMBINH_ROSTER_LEASE_SECONDS = env.int("LAMBINH_ROSTER_LEASE_SECONDS", default=30)
"""Without a sign of life for so long a background worker is taken for dead."""

# --- security ------------------------------------------------------------------------------------------

DEBUG = env.bool("LAMBINH_DEBUG", default=False)
ALLOWED_HOSTS = LAMBINH_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in LAMBINH_HOSTS]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
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

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without contents": {"()": "lambinh.lib.logs.WithoutContents"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without contents"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
