"""Doors of the room: delegate, revoke, import_country."""

from office.organisation.actions.delegation import delegate, revoke
from office.organisation.actions.importing import import_country

__all__ = ["delegate", "import_country", "revoke"]
