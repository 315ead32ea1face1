from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    name = "axis.simulator"
    label = "axis_simulator"
