"""Doors of the room: what other rooms do to documents."""

from office.documents.actions.create import change_fields, create, search_text_of
from office.documents.actions.editions import supersede
from office.documents.actions.files import attach_file, attach_first_files, replace_main_file
from office.documents.actions.links import link
from office.documents.actions.opening import mark_opened, mark_unread
from office.documents.actions.stages import answer_unknown, owe_status, raise_stage

__all__ = [
    "answer_unknown",
    "attach_file",
    "attach_first_files",
    "change_fields",
    "create",
    "link",
    "mark_opened",
    "mark_unread",
    "owe_status",
    "raise_stage",
    "replace_main_file",
    "search_text_of",
    "supersede",
]
