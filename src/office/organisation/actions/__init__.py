"""Doors of the room: delegate, revoke, import_country, keep_view, drop_view."""

from office.organisation.actions.delegation import delegate, revoke
from office.organisation.actions.importing import import_country
from office.organisation.actions.own_views import drop_view, keep_view

__all__ = ["delegate", "drop_view", "import_country", "keep_view", "revoke"]
