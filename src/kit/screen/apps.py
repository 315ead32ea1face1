"""The Django app of the shared screen. Doors: ScreenConfig."""

from django.apps import AppConfig


class ScreenConfig(AppConfig):
    """Static files, templates and template tags; it has no tables."""

    name = "kit.screen"
    label = "screen"
    verbose_name = "Màn hình chung"
