"""``{% load screen %}``: every tag of the shared screen. The tags themselves stand in kit/screen/tags by subject."""

from django.template import Library

from kit.screen.tags import actions, chrome, containers, document, fields, lists, marks, states

register = Library()

for _module in (actions, chrome, containers, document, fields, lists, marks, states):
    register.tags.update(_module.register.tags)
    register.filters.update(_module.register.filters)
