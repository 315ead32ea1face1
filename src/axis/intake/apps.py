from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "axis.intake"
    label = "axis_intake"
