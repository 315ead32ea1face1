from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "axis.tracking"
    label = "axis_tracking"
