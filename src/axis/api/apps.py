from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "axis.api"
    label = "axis_api"
