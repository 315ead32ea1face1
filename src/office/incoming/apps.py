from django.apps import AppConfig


class IncomingConfig(AppConfig):
    name = "office.incoming"
    label = "office_incoming"
