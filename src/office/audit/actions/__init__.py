"""Doors of the room's actions: record. Sealing and verifying are in sealing.py and verifying.py."""

from office.audit.actions.recording import record

__all__ = ["record"]
