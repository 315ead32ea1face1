from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "office.handling"
    label = "office_handling"
