"""Settings of the office program: the environment read once, then Django's names."""

from dataclasses import dataclass, field
from pathlib import Path

from kit.database import database_settings
from kit.settings import read_env

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Env:
    """What the operator sets. Names are CONGVAN_ + field name, unless ``env`` says otherwise."""

    database_url: str = field(metadata={"env": "DATABASE_URL"})
    secret_key: str = "not-secret-for-tests-only"  # noqa: S105 - `office serve` refuses this value
    data_dir: Path = REPOSITORY / "var" / "office"
    assets_dir: Path = REPOSITORY / "build" / "assets"
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    trusted_proxies: tuple[str, ...] = ()  # addresses of proxies of ours, whose word about the caller is believed
    public_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    debug: bool = False
    scan: str = "if_available"  # required | if_available | off
    clamd: str = "/var/run/clamav/clamd.ctl"  # socket path or host:port
    upload_max_mib: int = 200
    keys_dir: Path | None = None  # PKCS#12 keys of persons and seals: demo only
    trust_dir: Path | None = None  # anchors, intermediates and CRLs for verdicts
    tsa_url: str = ""
    axis_url: str = ""
    axis_dialect: str = "native"  # native | vxp (the existing national axis and what speaks like it)
    axis_system: str = ""
    axis_secret: str = ""  # vxp: shared with the axis; better CONGVAN_AXIS_SECRET_FILE
    axis_poll_seconds: float = 10.0  # vxp has no waiting for news: it is asked again this often
    axis_key: Path | None = None  # private key of this system, PEM 0600
    axis_receipt_key: Path | None = None  # public key of the axis' receipts, PEM
    axis_tls_ca: Path | None = None  # who issued the axis' TLS certificate, PEM; none: the public authorities
    axis_tls_certificate: Path | None = None  # our TLS certificate, where the axis asks for one, PEM
    axis_tls_key: Path | None = None  # its key, PEM 0600
    signers: int = 0  # processes of a worker that sign; 0: one per processor, at most 4
    patience_s: float = 15.0  # how long checks of signatures and statuses 01 give way to a busy machine; 0: never
    call_log: Path | None = None  # the link writes a line per HTTP exchange here: trials and audits
    seal_key: Path | None = None  # signs the heads of the audit chain, PEM 0600


ENV = read_env(Env)

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.allowed_hosts)
ROOT_URLCONF = "office.urls"
WSGI_APPLICATION = "office.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "axes",
    "kit.screen",
    "office.audit",
    "office.organisation",
    "office.files",
    "office.registers",
    "office.documents",
    "office.signing",
    "office.handling",
    "office.incoming",
    "office.outgoing",
    "office.exchange",
    "office.shell",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "office.shell.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "office.shell.middleware.ActingMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kit.screen.context.screen",
                "office.shell.context.frame",
            ]
        },
    }
]

DATABASES = {
    "default": {
        **database_settings(
            ENV.database_url,
            # A pool waits longer after each attempt that failed; one that gives up is asked anew by the next who needs it.
            pool={"min_size": 1, "max_size": 6, "timeout": 5.0, "reconnect_timeout": 5.0},
            # Statements are planned once per connection: the policies of row security make planning dear.
            server_side_binding=True,
            prepare_threshold=3,
        ),
        "ENGINE": "kit.postgresql",  # lends no connection that has ended, and asks the server only where that is not seen
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "office_organisation.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "office.shell.sessions.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "office.shell.views.login.locked"
AXES_CLIENT_IP_CALLABLE = "office.shell.throttle.client_address"
LOGIN_URL = "shell:login"
SESSION_ENGINE = "office.shell.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.public_url.startswith("https:")
CSRF_TRUSTED_ORIGINS = [ENV.public_url]
CSRF_FAILURE_VIEW = "office.shell.views.problems.csrf"

USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "cv_language"
LOCALE_PATHS = [str(Path(__file__).resolve().parent / "locale")]

SCREEN_BASE = "shell/base.html"
SCREEN_APP_NAME = "Congvan"
SCREEN_EVENTS_URL = "/events"

STATIC_URL = "/static/"
STATIC_ROOT = str(ENV.data_dir / "static")
STATICFILES_DIRS = [str(ENV.assets_dir)] if ENV.assets_dir.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # fields; files go to temporary files
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "pikepdf": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
