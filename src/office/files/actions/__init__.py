"""Doors of the room: keep a file, read it, know whether it may be used, scan what is new."""

from office.files.actions.keeping import keep
from office.files.actions.scanning import scan_batch
from office.files.store import path_of, read, refuse_unusable, usable

__all__ = ["keep", "path_of", "read", "refuse_unusable", "scan_batch", "usable"]
