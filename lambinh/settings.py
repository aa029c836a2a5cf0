"""One settings file: what a place needs to change comes from the environment (README, "Settings")."""

import contextlib
import secrets
import tempfile
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lambinh import postgres, roles

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
LAMBINH_DATA = Path(env.str("LAMBINH_DATA", default=str(BASE_DIR / "var"))).resolve()
"""Where everything lives that the program keeps: uploads, the local key, the embedded server's cluster."""

LAMBINH_EMBEDDED = not env.str("DATABASE_URL", default="")
"""Without DATABASE_URL the program starts its own PostgreSQL."""

LAMBINH_HOSTS = env.list("LAMBINH_HOSTS", default=[])
PRODUCTION = bool(LAMBINH_HOSTS)
"""Production is where the names are said under which people reach the program; https is then required."""

# --- keys ----------------------------------------------------------------------------------------------


def _secret_key() -> str:
    """The key from the environment; on a single machine one that is made once and kept with the data."""
    given: str = env.str("LAMBINH_SECRET_KEY", default="")
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured(
            "Hãy đặt LAMBINH_SECRET_KEY: một chuỗi ngẫu nhiên từ 50 ký tự trở lên, giữ kín. / "
            "Set LAMBINH_SECRET_KEY: a random text of at least 50 characters, kept secret."
        )
    file = LAMBINH_DATA / "secret-key"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _keep_new_key(file)
        return file.read_text()
    except OSError:  # reading a roster needs no data folder; what does need it says so itself
        return secrets.token_urlsafe(48)


def _keep_new_key(file: Path) -> None:
    """Write a key that appears at once and whole: of several first processes one wins."""
    with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix="secret-key-") as part:
        part.write(secrets.token_urlsafe(48))
        part.flush()
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(part.name)


SECRET_KEY = _secret_key()

# --- database ------------------------------------------------------------------------------------------


ACTING = roles.acting()
"""What this process is; the web server, the worker and commands enter the database as themselves, not as its owner."""


def _server_database() -> dict[str, object]:
    """The owner's entry for the owner; a part's own address, else the owner's with the part's role and password."""
    own = f"LAMBINH_{ACTING.upper()}_DATABASE_URL"
    if ACTING == roles.Part.OWNER or not env.str(own, default=""):
        return _as_part(_postgresql("DATABASE_URL"))
    return _postgresql(own)


def _as_part(database: dict[str, object]) -> dict[str, object]:
    if ACTING == roles.Part.OWNER:
        return database
    role = roles.Roles(str(database["USER"])).of(ACTING)
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


DATABASES = {
    "default": {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **(postgres.database_settings(LAMBINH_DATA, ACTING) if LAMBINH_EMBEDDED else _server_database()),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- applications --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "lambinh",
    "lambinh.accounts",
    "lambinh.audit",
    "households",
    "assignments",
    "assignments.rosters",
    "reports",
    "django.contrib.admin",
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
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lambinh.middleware.vietnamese_first",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lambinh.middleware.ScopedTransaction",
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
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "totals"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

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

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without contents": {"()": "lambinh.lib.logs.WithoutContents"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without contents"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
