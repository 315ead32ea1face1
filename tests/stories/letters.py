"""Letters for stories, each with a subject of its own, and the way they went before a test begins. Doors below."""

import uuid
from dataclasses import replace

from congvan.demo import issuing
from congvan.demo.issuing import Letter
from congvan.demo.letters import MAIN
from congvan.demo.story import Story


def letter(subject: str, like: Letter = MAIN) -> Letter:
    """Return a letter that no other test wrote."""
    return replace(like, subject=f"{subject} ({uuid.uuid4().hex[:8]})")


def draft(story: Story, letter: Letter, sender: str) -> str:
    """Write a draft and leave it there; return its address."""
    return issuing.draft(story.side(sender).officer, letter)


def put_forward(story: Story, letter: Letter, sender: str) -> str:
    """Write a draft and put it before the unit's head; return its address."""
    officer, head = story.side(sender).officer, story.side(sender).unit_head
    address = issuing.draft(officer, letter)
    issuing.fill(officer, address, letter)
    issuing.submit(officer, address)
    story.until("trình trưởng đơn vị", lambda: issuing.waits_for(head, address, "ky-nhay"))
    return address


def initialled(story: Story, letter: Letter, sender: str) -> str:
    """Bring a document before the leader for signing; return its address."""
    head, leader = story.side(sender).unit_head, story.side(sender).leader
    address = put_forward(story, letter, sender)
    issuing.press(head, address, "ky-nhay")
    story.until("ký nháy", lambda: issuing.waits_for(leader, address, "ky"))
    return address


def signed(story: Story, letter: Letter, sender: str) -> str:
    """Bring a document before the clerk, ready for its number; return its address."""
    leader, clerk = story.side(sender).leader, story.side(sender).clerk
    address = initialled(story, letter, sender)
    issuing.press(leader, address, "ky")
    story.until("ký số", lambda: issuing.waits_for(clerk, address, "phat-hanh"))
    return address
