"""The room of outgoing documents as Django sees it; at start it says what follows each signature."""

from importlib import import_module

from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "office.outgoing"
    label = "office_outgoing"

    def ready(self) -> None:
        import_module("office.outgoing.continuing").register_all()  # needs the models, so not before now
