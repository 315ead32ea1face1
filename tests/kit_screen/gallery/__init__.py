"""A small Django program that shows every layout and part of the screen with Vietnamese text."""
