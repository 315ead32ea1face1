"""Doors of the room: drafts, versions, route, issue, and what is done to an issued document.

What the exchange room tells is in delivery.py.
"""

from office.outgoing.actions.amending import (
    approve_change,
    propose_change,
    turn_down_change,
    why_not_approved,
    withdraw_change,
)
from office.outgoing.actions.drafts import (
    cancel,
    change_facts,
    create_draft,
    fill_template,
    set_receivers,
    use_template,
)
from office.outgoing.actions.forwarding import forward_document
from office.outgoing.actions.issue import issue, retry_issue
from office.outgoing.actions.recall import recall
from office.outgoing.actions.replacing import replace_document
from office.outgoing.actions.reply import reply_to
from office.outgoing.actions.route import initial, return_, set_route, sign, submit
from office.outgoing.actions.versions import attach_appendix, place_signatures, remove_appendix, upload_version

__all__ = [
    "approve_change",
    "attach_appendix",
    "cancel",
    "change_facts",
    "create_draft",
    "fill_template",
    "forward_document",
    "initial",
    "issue",
    "place_signatures",
    "propose_change",
    "recall",
    "remove_appendix",
    "replace_document",
    "reply_to",
    "retry_issue",
    "return_",
    "set_receivers",
    "set_route",
    "sign",
    "submit",
    "turn_down_change",
    "upload_version",
    "use_template",
    "why_not_approved",
    "withdraw_change",
]
