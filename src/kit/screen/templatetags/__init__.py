"""Template tags of the shared screen: ``{% load screen %}``."""
