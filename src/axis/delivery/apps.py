from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "axis.delivery"
    label = "axis_delivery"
