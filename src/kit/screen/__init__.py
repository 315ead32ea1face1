"""The screen both programs share: tokens, layouts, parts and browser modules. A Django app without business words."""
