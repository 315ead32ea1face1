from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "office.shell"
    label = "office_shell"
