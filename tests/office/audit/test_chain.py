"""The record of events holds, or names what was done to it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from tests import cast
from tests.factories.organisation import AgencyFactory

from kit import clock
from kit.actor import Actor
from kit.refs import uuid7
from kit.tenancy import acting_for
from office.audit import actions as audit
from office.audit.actions.sealing import seal_batch
from office.audit.actions.verifying import Damage, verify_chain
from office.audit.errors import SealKeyUnsafe
from office.audit.keyring import open_keys
from office.audit.models import Event, SealedHead
from office.audit.reads import notices, of_document, verb_of


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "seal.pem"


@pytest.fixture
def sealed(in_ubnd: cast.House, lan: Actor, key: Path, monday: datetime) -> Callable[[], None]:
    """Five events of the city, sealed in two goes."""

    def seal() -> None:
        seal_batch(lambda: [in_ubnd.agency.pk], key)

    for _ in range(3):
        audit.record("incoming.registered", actor=lan, at=monday, document_ref=uuid7(), number=7)
    seal()
    for _ in range(2):
        audit.record("handling.presented", actor=lan, at=monday, document_ref=uuid7())
    seal()
    return seal


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def test_what_is_gathered_is_written_at_the_end_in_order_without_what_was_taken_back(
    in_ubnd: cast.House, lan: Actor, monday: datetime
) -> None:
    def record(number: int) -> None:
        audit.record("incoming.registered", actor=lan, at=monday, document_ref=uuid7(), number=number)

    @audit.gathered()
    def fail(number: int) -> None:
        record(number)
        raise ValueError("hỏng")

    with audit.gathered():
        record(1)
        with pytest.raises(ValueError, match="hỏng"), transaction.atomic():
            fail(2)
        with audit.gathered():
            record(3)
        assert not Event.objects.exists()
    record(4)
    with pytest.raises(ValueError, match="hỏng"):
        fail(5)

    written = Event.objects.order_by("id").values_list("payload", flat=True)
    assert list(written) == ['{"number":1}', '{"number":3}', '{"number":4}']


def test_a_sound_chain_is_found_sound(in_ubnd: cast.House, sealed: Callable[[], None], key: Path) -> None:
    checked = verify_chain(in_ubnd.agency.pk, key)

    assert (checked.problem, checked.sealed, checked.waiting) == (None, 5, 0)
    assert list(SealedHead.objects.order_by("seq").values_list("seq", flat=True)) == [3, 5]


@pytest.mark.parametrize(
    ("harm", "damage", "seq"),
    [
        ("update office_audit_event set payload = '{\"number\":8}' where seq = 2", Damage.CHANGED, 2),
        ("update office_audit_event set actor_post = actor_post + 1 where seq = 5", Damage.CHANGED, 5),
        ("update office_audit_event set at = at + interval '1 microsecond' where seq = 4", Damage.CHANGED, 4),
        ("delete from office_audit_event where seq = 3", Damage.MISSING, 3),
        ("delete from office_audit_event where seq = 5", Damage.MISSING, 5),
        ("update office_audit_event set seq = 6 where seq = 5", Damage.INSERTED, 6),
        ("update office_audit_sealedhead set signature = repeat('0', 128) where seq = 3", Damage.HEAD, 3),
    ],
)
def test_the_first_harm_is_named(
    in_ubnd: cast.House, sealed: Callable[[], None], key: Path, harm: str, damage: Damage, seq: int
) -> None:
    sql(harm)

    problem = verify_chain(in_ubnd.agency.pk, key).problem

    assert problem is not None
    assert (problem.damage, problem.seq) == (damage, seq)
    assert str(seq) in problem.text()
    assert str(seq) in problem.text("en")


def test_an_event_put_between_two_others_is_found(
    in_ubnd: cast.House, sealed: Callable[[], None], key: Path, lan: Actor, monday: datetime
) -> None:
    false = audit.record("incoming.registered", actor=lan, at=monday)
    sql(f"update office_audit_event set seq = 2 where id = {false.pk}")

    problem = verify_chain(in_ubnd.agency.pk, key).problem

    assert problem is not None
    assert problem.damage == Damage.INSERTED


def test_a_chain_rewritten_with_another_key_is_found(
    in_ubnd: cast.House, sealed: Callable[[], None], key: Path, tmp_path: Path
) -> None:
    sql("update office_audit_event set payload = '{}'")
    sql("update office_audit_event set seq = null, hash = ''")
    SealedHead.objects.all().delete()
    forger = tmp_path / "elsewhere" / "seal.pem"
    seal_batch(lambda: [in_ubnd.agency.pk], forger)

    problem = verify_chain(in_ubnd.agency.pk, key).problem

    assert problem is not None
    assert problem.damage == Damage.HEAD


def test_heads_of_an_older_key_still_hold(
    in_ubnd: cast.House, sealed: Callable[[], None], key: Path, lan: Actor, monday: datetime
) -> None:
    key.unlink()
    audit.record("incoming.refused", actor=lan, at=monday)
    sealed()

    assert verify_chain(in_ubnd.agency.pk, key).problem is None
    assert SealedHead.objects.values("key_id").distinct().count() == 2


def test_each_agency_has_its_own_chain(vpcp: cast.House, ubnd: cast.House, key: Path, monday: datetime) -> None:
    for house, person in ((vpcp, "van"), (ubnd, "lan"), (vpcp, "phong")):
        with acting_for(house.agency.pk):
            audit.record("incoming.registered", actor=house.actor(person), at=monday)

    seal_batch(lambda: [vpcp.agency.pk, ubnd.agency.pk], key)

    assert [verify_chain(house.agency.pk, key).sealed for house in (vpcp, ubnd)] == [2, 1]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "seal.pem"
    open_keys(key)
    assert key.stat().st_mode & 0o777 == 0o600

    key.chmod(0o640)

    with pytest.raises(SealKeyUnsafe):
        open_keys(key)


def test_an_unknown_kind_is_a_mistake_of_the_programmer(in_ubnd: cast.House, lan: Actor, monday: datetime) -> None:
    with pytest.raises(KeyError):
        audit.record("incoming.eaten", actor=lan, at=monday)


def test_the_timeline_and_the_bell_read_the_same_record(
    in_ubnd: cast.House, lan: Actor, uyen: Actor, monday: datetime
) -> None:
    document = uuid7()
    audit.record("incoming.registered", actor=lan, at=monday, document_ref=document)
    audit.record("handling.instructed", actor=uyen, at=monday, document_ref=document)

    assert [event.kind for event in of_document(lan.agency_id, document)] == [
        "incoming.registered",
        "handling.instructed",
    ]
    assert [event.kind for event in notices(lan.agency_id, [document], after=monday)] == ["handling.instructed"]
    assert str(verb_of("handling.instructed")) == "cho ý kiến và phân công"


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_is_chained_late_and_nothing_is_skipped(key: Path) -> None:
    agency = AgencyFactory()
    program = Actor.system(agency.pk, agency.code)
    written, may_commit = Signal(), Signal()

    def slow() -> None:
        with acting_for(agency.pk):
            audit.record("incoming.received", actor=program, at=clock.now(), order="first written")
            written.set()
            may_commit.wait(10)
        connection.close()

    clerk = Thread(target=slow)
    clerk.start()
    written.wait(10)
    with acting_for(agency.pk):
        audit.record("incoming.received", actor=program, at=clock.now(), order="first committed")
    seal_batch(lambda: [agency.pk], key)
    may_commit.set()
    clerk.join()
    seal_batch(lambda: [agency.pk], key)

    checked = verify_chain(agency.pk, key)
    assert (checked.problem, checked.sealed) == (None, 2)
    with acting_for(agency.pk):
        assert "first committed" in Event.objects.get(seq=1).payload
        assert "first written" in Event.objects.get(seq=2).payload
