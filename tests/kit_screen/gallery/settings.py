"""Settings of the gallery: the shared screen alone, no database, the content policy of the real programs."""

import mimetypes
from pathlib import Path

from django.conf import settings

PROJECT = Path(__file__).resolve().parents[3]
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def configure() -> None:
    """Configure Django once for this process."""
    if settings.configured:
        return
    mimetypes.add_type("text/javascript", ".mjs")
    settings.configure(
        SECRET_KEY="gallery",
        DEBUG=False,
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        ROOT_URLCONF="tests.kit_screen.gallery.urls",
        INSTALLED_APPS=["django.contrib.staticfiles", "kit.screen"],
        MIDDLEWARE=[
            "tests.kit_screen.gallery.views.content_policy",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [Path(__file__).parent / "templates"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "kit.screen.context.screen",
                    ],
                },
            }
        ],
        STATIC_URL="/static/",
        STATICFILES_DIRS=[PROJECT / "build" / "assets"],
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=False,
        SCREEN_BASE="gallery/base.html",
        SCREEN_APP_NAME="Congvan",
        LANGUAGE_CODE="vi",
        USE_TZ=True,
        TIME_ZONE="Asia/Ho_Chi_Minh",
    )
