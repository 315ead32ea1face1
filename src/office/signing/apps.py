from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "office.signing"
    label = "office_signing"
