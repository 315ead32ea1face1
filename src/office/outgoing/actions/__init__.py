"""Doors of the room: drafts, versions, route, issue, recall, reply. What the exchange room tells is in delivery.py."""

from office.outgoing.actions.drafts import (
    cancel,
    change_facts,
    create_draft,
    fill_template,
    set_receivers,
    use_template,
)
from office.outgoing.actions.issue import issue, retry_issue
from office.outgoing.actions.recall import recall
from office.outgoing.actions.reply import reply_to
from office.outgoing.actions.route import initial, return_, set_route, sign, submit
from office.outgoing.actions.versions import attach_appendix, place_signatures, remove_appendix, upload_version

__all__ = [
    "attach_appendix",
    "cancel",
    "change_facts",
    "create_draft",
    "fill_template",
    "initial",
    "issue",
    "place_signatures",
    "recall",
    "remove_appendix",
    "reply_to",
    "retry_issue",
    "return_",
    "set_receivers",
    "set_route",
    "sign",
    "submit",
    "upload_version",
    "use_template",
]
