"""A database for a test. Doors: create_database, server.

The plugin itself is `congvan.database.testing` (see there); tests import from here.
"""

from congvan.database.testing import create_database, server

__all__ = ["create_database", "server"]
