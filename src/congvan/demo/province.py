"""The part of the demonstration that goes through two axes. Doors: play_province.

A commune writes to the Government Office: over its provincial axis, then the national one; the statuses come back the same way.
Then the national axis is switched off while the commune issues another document: it waits in the province and arrives later.
"""

import json
from typing import Any

from congvan.demo import arriving, letters
from congvan.demo.country import GOVERNMENT_OFFICE, NATIONAL_AXIS, PASSWORD, PROVINCE, PROVINCE_WARD
from congvan.demo.desk import Desk, NotOnPage
from congvan.demo.story import Issued, Story
from congvan.demo.world import OPERATOR, World

FULL = ["01", "03", "04", "05", "06"]


def play_province(story: Story, world: World) -> dict[str, Any]:
    """Play it and return the facts; ``ok`` tells whether all of it happened. Raises: NotOnPage."""
    report = story.send(letters.FROM_COMMUNE, sender=PROVINCE_WARD, receiver=GOVERNMENT_OFFICE)
    story.take_in(report)
    story.work(report)
    story.close(report)
    guide = story.send(letters.TO_COMMUNE, sender=GOVERNMENT_OFFICE, receiver=PROVINCE_WARD)
    story.take_in(guide)
    waited = _while_off(story, world)
    documents = [_facts(story, world, one) for one in (report, guide, waited[0])]
    facts: dict[str, Any] = {
        "documents": documents,
        "switched_off": {
            "axis": "national",
            "document_code": waited[0].code,
            "waited": waited[1],
            "arrived": waited[2],
        },
    }
    told = [one["statuses"] for one in documents]
    through = all({"quang-ninh", "national"} <= set(one["via"]) for one in documents)
    facts["ok"] = told == [FULL, ["01", "03"], ["01"]] and through and waited[1] >= 1 and waited[2] == 1
    return facts


def _while_off(story: Story, world: World) -> tuple[Issued, int, int]:
    """Return a document issued while the national axis was off, how many then waited to go up, how often it arrived."""
    issued = Issued(letters.WHILE_OFF, PROVINCE_WARD, GOVERNMENT_OFFICE)
    story.sign(issued)
    clerk = story.side(PROVINCE_WARD).clerk
    world.switch_off(NATIONAL_AXIS)
    try:
        story.step(
            "Phát hành khi trục quốc gia đang tắt", clerk, lambda: story.press_issue(issued), lambda: _queued(world) > 0
        )
        waited = _queued(world)
    finally:
        world.switch_on(NATIONAL_AXIS)
    story.issue(issued)
    receiving = story.side(GOVERNMENT_OFFICE).clerk
    links = receiving.get(arriving.QUEUE).tree.xpath(f"//a[starts-with(@href, '{arriving.QUEUE}/')]")
    subject = issued.letter.subject
    places = {str(link.get("href")) for link in links if subject in " ".join(link.text_content().split())}
    return issued, waited, len(places)


def _queued(world: World) -> int:
    """Return how many packets wait in the province for the national axis."""
    said = world.run("axis", "upstream", "show", "--json", environment=world.province_environment())
    return sum(int(one["queued"]) for one in json.loads(said))


def _facts(story: Story, world: World, issued: Issued) -> dict[str, Any]:
    hops = _hops(story, world, issued)
    return {
        "document_code": issued.code,
        "from": issued.sender,
        "to": issued.receiver,
        "via": list(dict.fromkeys(one["axis"] for one in hops)),
        "hops": hops,
        "statuses": story.statuses(issued),
        "verdict": story.verdict(issued),
        "issue_to_visible_seconds": issued.visible_seconds,
    }


def _hops(story: Story, world: World, issued: Issued) -> list[dict[str, str]]:
    """Return every step of the document at either axis, as the trace of the provincial axis tells it to its office."""
    operator = Desk(world.url("province"), OPERATOR, PASSWORD, story.log).login()
    page = operator.get(f"/goi-tin?q={issued.code}")
    links = [str(one) for one in page.tree.xpath("//a[starts-with(@href, '/goi-tin/')]/@href")]
    refs = list(dict.fromkeys(link.split("/")[2].split("?")[0] for link in links))
    with world.system(PROVINCE) as office:
        for ref in (one for one in refs if len(one) == 36):
            trace = office.trace(ref)
            if trace["kind"] == "edoc":
                steps = [one for one in trace["events"] if one["event"] != "status"]
                return [{"axis": one["axis"], "event": one["event"], "at": one["at"]} for one in steps]
    raise NotOnPage(f"{issued.code} is not on the provincial axis")
