"""Settings of the axis program, from the environment in axis.env."""

from axis.env import ENV
from axis.keyring import django_secret
from kit.database import database_settings

SECRET_KEY = django_secret()
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.allowed_hosts)
ROOT_URLCONF = "axis.urls"
WSGI_APPLICATION = "axis.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "kit.screen",
    "axes",
    "axis.directory",
    "axis.evidence",
    "axis.tracking",
    "axis.delivery",
    "axis.intake",
    "axis.oversight",
    "axis.peering",
    "axis.simulator",
    "axis.api",
    "axis.console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "axis.api.middleware.ApiErrors",
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
                "kit.screen.context.screen",
                "axis.console.context.frame",
            ]
        },
    }
]

DATABASES = {
    "default": database_settings(
        ENV.database_url,
        # A pool waits longer after each attempt that failed; one that gives up is asked anew by the next who needs it.
        pool={"min_size": 1, "max_size": 4, "timeout": 5.0, "reconnect_timeout": 5.0},
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "axis.console.views.entry.locked"
LOGIN_URL = "/dang-nhap"
SCREEN_BASE = "axis_console/base.html"
SCREEN_APP_NAME = "Trục liên thông"
SCREEN_CONSOLE = True
SESSION_COOKIE_NAME = "axis_session"
CSRF_COOKIE_NAME = "axis_csrf"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.axis_public_url.startswith("https:")
CSRF_TRUSTED_ORIGINS = [ENV.axis_public_url]

USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
LANGUAGE_CODE = "vi"

STATIC_URL = "/static/"
STATIC_ROOT = str(ENV.axis_data / "static")
STATICFILES_DIRS = [str(ENV.assets_dir)] if ENV.assets_dir.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = ENV.max_packet_bytes

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "axis.logs.JsonLines"}, "plain": {"format": "%(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json" if ENV.axis_log_json else "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
