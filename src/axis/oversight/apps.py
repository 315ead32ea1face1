from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "axis.oversight"
    label = "axis_oversight"
