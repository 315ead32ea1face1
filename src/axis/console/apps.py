from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "axis.console"
    label = "axis_console"
