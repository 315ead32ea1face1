"""PostgreSQL without an installation: our own server in a data folder, or one the operator names.

Doors: Cluster, Server, open_server.

Answers: which URL does this program connect to? Never migrates, never reads a table of a program.
The server runs under a keeper process (`keeper.py`) that holds the folder's lock, reaps and restarts it.
"""

from congvan.database.cluster import Cluster, open_server
from congvan.database.server import Server

__all__ = ["Cluster", "Server", "open_server"]
