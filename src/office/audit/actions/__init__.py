"""Doors of the room's actions: record, gathered. Sealing and verifying are in sealing.py and verifying.py."""

from office.audit.actions.recording import gathered, record

__all__ = ["gathered", "record"]
