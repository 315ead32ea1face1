from importlib import import_module

from django.apps import AppConfig


class IncomingConfig(AppConfig):
    name = "office.incoming"
    label = "office_incoming"

    def ready(self) -> None:
        """Models are loaded only now, so the table of continuations is filled here."""
        import_module("office.incoming.actions.verdicts").connect()
