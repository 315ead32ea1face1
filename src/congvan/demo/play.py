"""The demonstration: the loop both ways, a refusal, a recall, two forgeries; and what an outsider needs to check it.
Doors: play."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

from axislink.client import AxisClient, Call
from axislink.protocol.receiver import Delivery
from congvan.demo import arriving, issuing, letters, tamper
from congvan.demo.country import GOVERNMENT_OFFICE, PASSWORD
from congvan.demo.desk import CallLog, Desk, NotOnPage
from congvan.demo.kept import RESULT, Kept
from congvan.demo.province import play_province
from congvan.demo.proving import audit, keep_bundles
from congvan.demo.story import Issued, Step, Story
from congvan.demo.world import OPERATOR, World
from edxml import Attachment, Content, DocumentPacket, DocumentType, Organ, SignerInfo, write_packet
from edxml.texts import document_id
from evidence.keys import read_private_key, read_public_key
from evidence.receipts import check_receipt

FULL = ["01", "03", "04", "05", "06"]
WRONG_RECEIVER = "Việc thuộc các bộ, không thuộc thẩm quyền Thành phố."
Say = Callable[[Step], None]


def play(world: World, kept: Kept, say: Say = lambda _step: None) -> dict[str, Any]:
    """Play everything and return the facts of the ``--json`` answer; ``ok`` tells whether all of it happened.

    Raises: NotOnPage when a step does not come true.
    """
    story = Story.of(world, kept.calls, say)
    main = story.send(letters.MAIN)
    story.take_in(main)
    story.work(main)
    answer = story.answer(main, letters.answer())
    story.close(main)
    story.take_in(answer)
    story.work(answer)
    story.close(answer)
    refused = story.send(letters.TO_REFUSE)
    story.refuse(refused, reason="wrong_receiver", text=WRONG_RECEIVER)
    recalled = story.send(letters.TO_RECALL)
    story.take_in(recalled)
    story.recall(recalled, text="Hội nghị hoãn.")
    province = play_province(story, world) if world.province else None
    good = {issued.code: _file(story, issued) for issued in (main, answer)}
    forged = _forge(story, world, kept, main, good[main.code])
    documents = [_facts(story, issued) for issued in (main, answer)]
    result: dict[str, Any] = {
        "ok": False,
        "steps": [asdict(step) for step in story.steps],
        "documents": documents,
        "refused": {"document_code": refused.code, "status": story.statuses(refused)[-1], "reason": WRONG_RECEIVER},
        "recalled": {"document_code": recalled.code, "status": story.statuses(recalled)[-1]},
        "tampered": forged,
    }
    audited = audit(world)
    result["evidence"] = {name: audited[name] for name in ("ok", "entries", "heads", "bodies", "findings")}
    if province is not None:
        result["province"] = province
    result["ok"] = (
        result["evidence"]["ok"]
        and (province is None or province["ok"])
        and all(one["statuses"] == FULL and one["verdict"] == "valid" for one in documents)
        and (result["refused"]["status"], result["recalled"]["status"]) == ("02", "15")
        and [one["verdict"] for one in forged] == ["broken", "broken"]
    )
    if kept.folder is not None:
        for code, pdf in good.items():
            kept.write(f"good/{_name(code)}.pdf", pdf)
        _keep_evidence(world, kept, story.log)
        kept.write(RESULT, json.dumps(result, ensure_ascii=False, indent=1).encode())
    return result


def _name(code: str) -> str:
    return code.replace("/", "-")


def _facts(story: Story, issued: Issued) -> dict[str, Any]:
    return {
        "document_code": issued.code,
        "from": issued.sender,
        "to": issued.receiver,
        "statuses": story.statuses(issued),
        "verdict": story.verdict(issued),
        "issue_to_visible_seconds": issued.visible_seconds,
    }


def _file(story: Story, issued: Issued) -> bytes:
    """Return the main file as the receiver opens it; it must be what the sender opens."""
    clerk, receiver = story.side(issued.sender).clerk, story.side(issued.receiver).clerk
    sent = clerk.download(issuing.files_of(clerk, issued.address)[0])
    arrived = receiver.download(issuing.files_of(receiver, issued.incoming)[0])
    if sent != arrived:
        raise NotOnPage(f"{issued.code}: the receiver's file differs from the sender's")
    return sent


def _client(world: World, log: CallLog) -> AxisClient:
    """Return a client with the sender's own key: the forger sits inside the sending system."""
    return AxisClient(
        world.url("axis"),
        "vpcp",
        read_private_key(world.folder / "link" / "vpcp.pem"),
        on_call=lambda call: _note(log, call),
    )


def _note(log: CallLog, call: Call) -> None:
    log.write({"method": call.method, "url": call.url, "status": call.status, "sha256": call.response_sha256})


def _forge(story: Story, world: World, kept: Kept, real: Issued, pdf: bytes) -> list[dict[str, str]]:
    """Send two altered copies as if they were new letters, and see what the receiver is told about them."""
    told = []
    forgeries = (("byte", tamper.alter_byte(pdf)), ("page", tamper.replace_page(pdf)))
    for position, (how, data) in enumerate(forgeries, start=1):
        kept.write(f"tampered/{how}.pdf", data)
        number = str(9900 + position)
        subject = f"{real.letter.subject} (bản sửa lén {position})"
        with _client(world, story.log) as client:
            client.submit(write_packet(_packet(real, number, subject, data)))
        forged = replace(real, letter=replace(real.letter, subject=subject), address="", incoming="", code=number)
        clerk = story.side(forged.receiver).clerk

        def arrived(forged: Issued = forged, clerk: Desk = clerk) -> bool:
            forged.pending = arriving.pending(clerk, forged.letter.subject) or ""
            return bool(forged.pending)

        story.step(f"Bản bị sửa ({how}) đến bên nhận", clerk, lambda: None, arrived)
        told.append({"how": how, "verdict": story.verdict(forged)})
        story.refuse(forged, reason="altered", text="Tệp đã bị thay đổi sau khi ký.")
    return told


def _packet(real: Issued, number: str, subject: str, pdf: bytes) -> DocumentPacket:
    notation, today = real.code.partition("/")[2], date.today()  # noqa: DTZ011 - a letter's local date
    return DocumentPacket(
        sender=Organ(code=real.sender, name="Văn phòng Chính phủ"),
        receivers=(Organ(code=real.receiver),),
        document_id=document_id(GOVERNMENT_OFFICE, today, number, notation),
        number=number,
        notation=notation,
        issued_on=today,
        type=DocumentType(name="Công văn"),
        subject=subject,
        signer=SignerInfo(name="Tạ Hữu Phước", position="Phó Chủ nhiệm"),
        attachments=(Attachment(name="van-ban.pdf", content=Content.of_bytes(pdf), declared_type="application/pdf"),),
    )


def _keep_evidence(world: World, kept: Kept, log: CallLog) -> None:
    """Keep packets, receipts, bundles of evidence and public keys, fetched as the sender and as the axis' operator."""
    operator = Desk(world.url("axis"), OPERATOR, PASSWORD, log).login()
    page = operator.get("/goi-tin")
    refs = {
        str(link).split("/")[2].split("?")[0] for link in page.tree.xpath("//a[starts-with(@href, '/goi-tin/')]/@href")
    }
    key = read_public_key((world.folder / "axis" / "keys" / "receipts.pub.pem").read_bytes())
    with _client(world, log) as client:
        transfers = sorted(ref for ref in refs if len(ref) == 36)
        keep_bundles(client, transfers, kept.write)
        for ref in transfers:
            jws = operator.download(f"/goi-tin/{ref}/bien-nhan").decode().strip()
            receipt = check_receipt(jws, key)
            kept.write(f"receipts/{ref}.jws", jws.encode())
            assert kept.folder is not None
            (kept.folder / "packets").mkdir(exist_ok=True)
            client.fetch(_delivery(ref, receipt.packet_sha256, receipt.size), kept.folder / "packets" / f"{ref}.edxml")
    kept.write("keys/axis-receipts.pub.pem", (world.folder / "axis" / "keys" / "receipts.pub.pem").read_bytes())
    for public in sorted((world.folder / "link").glob("*.pub.pem")):
        kept.write(f"keys/system-{public.name}", public.read_bytes())
    for anchor in sorted(world.trust.iterdir()):
        kept.write(f"trust/{anchor.name}", anchor.read_bytes())


def _delivery(ref: str, sha256: str, size: int) -> Delivery:
    return Delivery("", ref, "", "", None, None, "", "", "", sha256, size, datetime.now(UTC))
