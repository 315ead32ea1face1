"""Documents that wait for the clerk, made inside the sender's office program. Run by benchmarks.latency, not by hand.

    python -m benchmarks.latency_prepare COUNT SUBJECT

Calls the same actions as the pages: draft, route, the leader's wish to sign; the office's worker makes the signatures. Prints
one line ``ref subject`` per document once each waits for its number.
"""

import sys
import time
from uuid import UUID

import office.bootstrap  # noqa: F401 - before anything that touches models
from congvan.demo.country import CITY, GOVERNMENT_OFFICE
from congvan.demo.letters import MAIN
from kit import clock
from kit.actor import Actor
from kit.tenancy import acting_for
from office.documents.models import DocumentFile
from office.organisation.acting import actor_for
from office.organisation.models import Post
from office.organisation.people import agency_by_code
from office.outgoing import actions
from office.outgoing.models import OutgoingDocument
from office.outgoing.states import State
from office.outgoing.values import DraftFacts, ReceiverChoice, TemplateContent
from office.signing.models import FileVerdict

PATIENCE_S = 300.0
CHECKS_S = 60.0
CONTENT = TemplateContent(text=MAIN.text, addressees=MAIN.addressees, recipients=MAIN.recipients)


def _draft(subject: str, drafter: Actor, signer: Post) -> UUID:
    now = clock.now()
    outgoing = actions.create_draft(facts=DraftFacts(subject=subject), actor=drafter, now=now)
    ref = outgoing.document.ref
    actions.fill_template(document_ref=ref, content=CONTENT, actor=drafter, now=now)
    actions.set_receivers(document_ref=ref, receivers=[ReceiverChoice(code=CITY)], actor=drafter, now=now)
    actions.set_route(document_ref=ref, unit_head=None, signer=signer, authority=None, actor=drafter, now=now)
    actions.submit(document_ref=ref, actor=drafter, now=now)
    actions.sign(document_ref=ref, actor=actor_for(signer), now=now)
    return ref


def _wait_for_checks(agency_id: int, refs: list[UUID]) -> None:
    """Wait until the signed files are checked, as they are long before a clerk comes to them; after a while go on."""
    end = time.monotonic() + CHECKS_S
    while time.monotonic() < end:
        with acting_for(agency_id):
            files = DocumentFile.objects.of(agency_id).filter(document__ref__in=refs, kind="main").values("file")
            waiting = FileVerdict.objects.of(agency_id).filter(file__in=files, verdict="").count()
        if not waiting:
            return
        time.sleep(0.5)


def main() -> int:
    count, subject = int(sys.argv[1]), sys.argv[2]
    agency = agency_by_code(GOVERNMENT_OFFICE)
    assert agency is not None
    made: list[tuple[UUID, str]] = []
    with acting_for(agency.pk):
        posts = {post.person.full_name: post for post in Post.objects.select_related("person", "agency", "unit")}
        officer, leader = actor_for(posts["Lưu Gia Hân"]), posts["Tạ Hữu Phước"]
    for number in range(count):
        name = f"{subject} {number:04d}"
        with acting_for(agency.pk):
            made.append((_draft(name, officer, leader), name))
    end = time.monotonic() + PATIENCE_S
    refs = [ref for ref, _ in made]
    while True:
        with acting_for(agency.pk):
            rows = OutgoingDocument.objects.of(agency.pk).filter(document__ref__in=refs)
            left = rows.exclude(state=State.TO_NUMBER).count()
        if not left:
            break
        if time.monotonic() > end:
            raise SystemExit(f"{left} documents were not signed")
        time.sleep(0.2)
    _wait_for_checks(agency.pk, refs)
    sys.stdout.writelines(f"{ref} {name}\n" for ref, name in made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
