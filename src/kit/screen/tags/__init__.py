"""The tags of the shared screen, by subject; templates reach them with ``{% load screen %}``."""
