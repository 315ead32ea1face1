"""Doors of the room: keep a file, read it, know whether it may be used, scan what is new."""

from office.files.actions.keeping import keep
from office.files.actions.scanning import scan_batch
from office.files.store import blame_file, path_of, read, refuse_unusable, usable, waiting_for_scan

__all__ = ["blame_file", "keep", "path_of", "read", "refuse_unusable", "scan_batch", "usable", "waiting_for_scan"]
