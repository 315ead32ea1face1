from django.apps import AppConfig


class PeeringConfig(AppConfig):
    name = "axis.peering"
    label = "axis_peering"
