"""What an entry of the log says. Doors: leaf_text, read_leaf, text_sha256, KINDS.

An entry is the exact text that is hashed: JSON with sorted keys, references and digests only. No name or number of a person is in
it, because an entry can never be corrected. It carries its own place, so that one that was moved is found by itself.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

ACCEPTANCE, STATUS, DELIVERY, ACKNOWLEDGEMENT = KINDS = ("acceptance", "status", "delivery", "acknowledgement")
ACCEPTED = (ACCEPTANCE, STATUS)  # both are packets the axis accepted and gave a receipt for
VERSION = 1


def leaf_text(index: int, facts: Mapping[str, Any]) -> str:
    """Return the text of entry ``index``."""
    return canonical({**facts, "index": index, "version": VERSION})


def read_leaf(text: str) -> dict[str, Any]:
    """Return the facts of an entry. Raises: ValueError for what is none."""
    facts = json.loads(text)
    if not isinstance(facts, dict) or facts.get("kind") not in KINDS or facts.get("version") != VERSION:
        raise ValueError("kind")
    return facts


def canonical(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def text_sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
