"""Merge, split, rename, abolish: the directory, what waits, what the trace says, what clients are told."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.axis.packets import document, status

from axis.delivery.actions.reorganise import carry_out_due, order, preview, reroute_recent
from axis.delivery.models import Delivery
from axis.directory.actions.connect import NewAgency, connect_system
from axis.directory.actions.register import Registration, register_agency
from axis.directory.actions.reorganise import SHAPES, cancel, prepare
from axis.directory.errors import (
    ActNotWaiting,
    AgencyEnded,
    AgencyNotKnown,
    CodeUsed,
    DayPast,
    HeirEnding,
    HeirsUnfit,
    LegalRefMissing,
    NameUnchanged,
)
from axis.directory.facts import LETTERS, ActKind, ActState, bloc_of, level_of
from axis.directory.models import Act, Agency, System
from axis.directory.orders import Heir, Order
from axis.directory.snapshot import directory
from axis.directory.succession import final_heirs, sentence, ways
from axis.directory.words import find_agencies
from axislink.protocol.sender import Sent
from kit.clock import today

LAW = "Nghị quyết 202/2025/QH15"


def connect(world, system_id, *agencies):
    return connect_system(system_id=system_id, secret=None, pem=None, agencies=agencies, now=world.now)


def wanted(world, kind, agencies, *heirs, **more):
    heirs = tuple(one if isinstance(one, Heir) else Heir(one) for one in heirs)
    return Order(
        **{
            "kind": kind,
            "agencies": tuple(agencies),
            "heirs": heirs,
            "effective_on": today(world.now),
            "legal_ref": LAW,
            **more,
        }
    )


def do(world, kind, agencies, *heirs, **more):
    return order(wanted(world, kind, agencies, *heirs, **more), by="phung.le", now=world.now)


@pytest.fixture
def binh_duong(world):
    """UBND tỉnh Bình Dương with a department, at a system of its own."""
    connect(world, "bd", NewAgency("H09", "UBND tỉnh Bình Dương", ("000.00.00.H09",)), NewAgency("H09.1", "Sở Y tế"))
    Agency.objects.filter(code="H09.1").update(parent=Agency.objects.get(code="H09"))
    return world


def test_every_kind_has_a_shape_and_every_letter_a_bloc():
    assert set(SHAPES) == set(ActKind)
    assert set(LETTERS) == set("ABCDEFGHIJK")
    assert (bloc_of("A01"), bloc_of("I02.1"), bloc_of("000.00.15.H51"), bloc_of("020100107370")) == (
        "party", "mass", "government", "other",
    )  # fmt: skip
    assert [level_of(code) for code in ("G22", "000.00.00.H49", "H29.01", "000.00.15.H51", "vxp.saas.03")] == [
        "central", "province", "department", "department", "",
    ]  # fmt: skip


def test_what_waits_goes_on_to_the_heir_and_both_codes_are_kept(binh_duong, world):
    sent = world.vpcp.submit(document(to=["H09"]))
    before = world.vpcp.agencies()["version"]

    act = do(world, ActKind.MERGE, ["H09"], "H29")

    assert (act.state, act.changed) == (ActState.DONE, {"agencies": 2, "children": 1, "moved": 1, "ended": 0})
    [delivery] = world.tphcm.inbox()
    assert delivery.receiver == "H09"
    trace = world.vpcp.trace(sent.transfer_id)
    [receiver] = trace["receivers"]
    assert (receiver["receiver"], receiver["served_by"]) == ("H09", "H29")
    note = f"UBND tỉnh Bình Dương (H09) đã sáp nhập vào UBND Thành phố Hồ Chí Minh (H29) từ {act.effective_on:%d/%m/%Y}"
    assert receiver["note"] == f"{note} theo {LAW}."
    [moved] = [one for one in trace["events"] if one["event"] == "rerouted"]
    assert (moved["agency"], moved["from"], moved["to"], moved["legal_ref"]) == ("H09", "H09", "H29", LAW)
    changed = {one["code"]: one for one in world.vpcp.agencies(before)["agencies"]}
    assert set(changed) == {"H09", "H09.1", "H29"}
    assert (changed["H09"]["successor"], changed["H09"]["heirs"]) == ("H29", ["H29"])
    assert changed["H09.1"]["parent"] == "H29"


def test_a_packet_handed_out_but_not_acknowledged_is_offered_to_the_heir_again(world):
    connect(world, "vpcp", NewAgency("G13", "Bộ Tài nguyên và Môi trường"))
    sent = world.tphcm.submit(document(sender="H29", to=["G13"], document_id="d"))
    [delivery] = world.vpcp.inbox()
    Delivery.objects.filter(ref=delivery.delivery_id).update(state="delivered", delivered_at=world.now)

    do(world, ActKind.MERGE, ["G13"], "G09")

    assert [one.receiver for one in world.bnv.inbox()] == ["G13"]
    [event] = [one for one in world.tphcm.trace(sent.transfer_id)["events"] if one["event"] == "rerouted"]
    assert event["handed_out_at"]


def test_the_heir_gets_what_each_was_sent_and_answers_for_both(binh_duong, world):
    do(world, ActKind.MERGE, ["H09"], "H29")

    sent = world.vpcp.submit(document(to=["H09", "H29"]))

    assert sent.receipt.receivers == ("H09", "H29")
    rows = world.tphcm.inbox()
    assert sorted(one.receiver for one in rows) == ["H09", "H29"]
    for one in rows:
        world.tphcm.acknowledge(one.delivery_id)
    assert world.tphcm.submit(status("H29", "G22", "03")).sent is Sent.ACCEPTED
    said = world.vpcp.trace(sent.transfer_id)["receivers"]
    assert [(one["receiver"], one["business_status"]) for one in said] == [("H09", "03"), ("H29", "03")]


def test_an_heir_reports_on_what_the_ended_agency_had_taken(binh_duong, world):
    sent = world.vpcp.submit(document(to=["H09"]))
    Delivery.objects.update(state="taken", closed_at=world.now, delivered_at=world.now)
    do(world, ActKind.MERGE, ["H09"], "H29")

    assert world.tphcm.submit(status("H29", "G22", "06")).sent is Sent.ACCEPTED

    [receiver] = world.vpcp.trace(sent.transfer_id)["receivers"]
    assert (receiver["state"], receiver["business_status"], receiver["served_by"]) == ("taken", "06", "H09")


def test_a_split_names_the_heir_that_takes_the_mail_and_the_others(binh_duong, world):
    heirs = Heir("H09.A", "Sở A", level="department"), Heir("H09.B", "Sở B")
    do(world, ActKind.SPLIT, ["H09.1"], *heirs)

    sent = world.vpcp.submit(document(to=["H09.1"]))

    [receiver] = world.vpcp.trace(sent.transfer_id)["receivers"]
    assert receiver["served_by"] == "H09.A"
    assert "đã chia thành Sở A (H09.A), Sở B (H09.B)" in receiver["note"]
    assert receiver["note"].endswith("Sở A (H09.A) nhận văn bản thay.")
    new = Agency.objects.get(code="H09.B")
    assert (new.system.system_id, new.parent.code, new.level) == ("bd", "H09", "department")


def test_an_abolished_agency_without_heir_tells_the_sender(binh_duong, world):
    sent = world.vpcp.submit(document(to=["H09.1"]))

    act = do(world, ActKind.ABOLISH, ["H09.1"])

    assert act.changed["ended"] == 1
    assert sentence(ways([Agency.objects.get(code="H09.1").pk]).popitem()[1]) == (
        f"Sở Y tế (H09.1) đã giải thể từ {act.effective_on:%d/%m/%Y} theo {LAW}, không có cơ quan kế thừa."
    )
    again = Registration("H09.1", "H09.1", "Sở Y tế")  # its system cannot bring it back
    register_agency(system_pk=System.objects.get(system_id="bd").pk, wanted=again, now=world.now)
    assert Agency.objects.get(code="H09.1").valid_to == act.effective_on
    [receiver] = world.vpcp.trace(sent.transfer_id)["receivers"]
    assert (receiver["state"], receiver["failure"]) == (
        "failed", f"Cơ quan nhận đã giải thể, không có cơ quan kế thừa ({LAW}).",
    )  # fmt: skip
    directory.forget()  # within a second a copy may still be older; what it lets in follows (see below)
    assert world.vpcp.submit(document(to=["H09.1"], document_id="x")).code == "AXS-105"


def test_a_renamed_agency_is_found_by_both_names_and_keeps_its_code(world):
    do(world, ActKind.RENAME, ["G09"], name="Bộ Nội vụ và Lao động")

    [told] = [one for one in world.vpcp.agencies()["agencies"] if one["code"] == "G09"]
    assert told["name"] == "Bộ Nội vụ và Lao động"
    assert told["former_names"] == [{"name": "Bộ Nội vụ", "until": today(world.now).isoformat()}]
    assert [one.code for one in find_agencies("lao dong", limit=5)] == ["G09"]


def test_an_act_of_a_later_day_waits_for_it(binh_duong, world):
    later = today(world.now) + timedelta(days=3)
    act = do(world, ActKind.MERGE, ["H09"], "H29", effective_on=later)

    assert act.state == ActState.PREPARED
    assert not carry_out_due(now=world.now)
    assert Agency.objects.get(code="H09").valid_to is None

    assert carry_out_due(now=world.now + timedelta(days=4))
    act.refresh_from_db()
    assert (act.state, Agency.objects.get(code="H09").valid_to) == (ActState.DONE, later)


def test_an_act_that_is_not_possible_on_its_day_says_why(binh_duong, world):
    later = today(world.now) + timedelta(days=3)
    act = do(world, ActKind.MERGE, ["H09"], "H29", effective_on=later)
    do(world, ActKind.ABOLISH, ["H09"])

    assert carry_out_due(now=world.now + timedelta(days=4))

    act.refresh_from_db()
    assert act.state == ActState.FAILED
    assert "H09" in act.problem


def test_a_prepared_act_can_be_cancelled_a_done_one_cannot(binh_duong, world):
    later = today(world.now) + timedelta(days=3)
    act = prepare(wanted(world, ActKind.MERGE, ["H09"], "H29", effective_on=later), by="phung.le", now=world.now)
    cancel(ref=act.ref, by="phung.le", now=world.now)
    assert not carry_out_due(now=world.now + timedelta(days=4))

    done = do(world, ActKind.MERGE, ["H09"], "H29")
    with pytest.raises(ActNotWaiting):
        cancel(ref=done.ref, by="phung.le", now=world.now)


def test_what_a_program_with_an_older_copy_still_addressed_follows(binh_duong, world):
    sent = world.vpcp.submit(document(to=["H29"]))
    do(world, ActKind.MERGE, ["H09"], "H29")
    Delivery.objects.update(receiver=Agency.objects.get(code="H09"), receiver_code="H09")

    reroute_recent(now=world.now + timedelta(minutes=1))

    [receiver] = world.vpcp.trace(sent.transfer_id)["receivers"]
    assert (receiver["receiver"], receiver["served_by"]) == ("H09", "H29")


def test_an_heir_below_what_ends_takes_its_place(binh_duong, world):
    do(world, ActKind.ABOLISH, ["H09"], "H09.1")

    assert Agency.objects.get(code="H09.1").parent is None


def test_a_preview_counts_and_writes_nothing(binh_duong, world):
    world.vpcp.submit(document(to=["H09"]))

    seen = preview(wanted(world, ActKind.MERGE, ["H09"], "H29"), now=world.now)

    assert (seen.waiting_total, seen.plan.children, seen.later) == (1, 1, False)
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"legal_ref": " "}, LegalRefMissing),
        ({"agencies": ("H99",)}, AgencyNotKnown),
        ({"heirs": (Heir("H09"),)}, HeirEnding),
        ({"heirs": ()}, HeirsUnfit),
        ({"heirs": (Heir("H29"), Heir("G22"))}, HeirsUnfit),
        ({"heirs": (Heir("G22", "Tên khác"),)}, CodeUsed),
        ({"heirs": (Heir("X1", "Mới", code_qcvn102="000.00.00.G22"),)}, CodeUsed),
        ({"kind": ActKind.RENAME, "heirs": (), "name": "UBND tỉnh Bình Dương"}, NameUnchanged),
    ],
)
def test_what_cannot_be_is_refused(binh_duong, world, changes, refused):
    with pytest.raises(refused):
        order(wanted(world, **{"kind": ActKind.MERGE, "agencies": ["H09"], **_split(changes)}), by="x", now=world.now)
    assert not Act.objects.exists()


def _split(changes):
    return {"heirs": (Heir("H29"),), **changes}


def test_a_past_day_needs_a_reason_and_an_ended_agency_ends_once(binh_duong, world):
    with pytest.raises(AgencyEnded):  # it was not there yet on that day
        do(world, ActKind.MERGE, ["H09"], "H29", effective_on=today(world.now) - timedelta(days=1), reason="ghi muộn")
    with pytest.raises(DayPast):
        do(world, ActKind.MERGE, ["H09"], "H29", effective_on=today(world.now) - timedelta(days=1))
    do(world, ActKind.MERGE, ["H09"], "H29")
    with pytest.raises(AgencyEnded):
        do(world, ActKind.MERGE, ["H09"], "G22")


def test_an_agency_merged_with_one_far_above_it_leaves_no_circle(binh_duong, world):
    connect(world, "deep", NewAgency("H09.1.1", "Chi cục Dân số"))
    Agency.objects.filter(code="H09.1.1").update(parent=Agency.objects.get(code="H09.1"))

    do(world, ActKind.MERGE, ["H09.1.1", "H09"], Heir("H90", "UBND tỉnh mới"))

    assert Agency.objects.get(code="H90").parent is None
    assert Agency.objects.get(code="H09.1").parent.code == "H90"


CODES = [f"X{number}" for number in range(5)]
ACTS = st.lists(
    st.tuples(
        st.sampled_from([ActKind.MERGE, ActKind.SPLIT, ActKind.RENAME, ActKind.ABOLISH]),
        st.lists(st.integers(0, 30), min_size=1, max_size=3),
        st.lists(st.integers(0, 30) | st.none(), min_size=0, max_size=3),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, tree=st.lists(st.integers(0, 4), min_size=4, max_size=4))
def test_whatever_happens_every_code_leads_somewhere(world, acts, tree):
    """Every code ever given leads to an open agency or to one that ended without heir; tables and memory agree."""
    directory.forget()
    try:
        with transaction.atomic():
            _play(world, acts, tree)
            transaction.set_rollback(True)
    finally:
        directory.forget()


def _play(world, acts, tree):
    connect(world, "many", *(NewAgency(code, f"Cơ quan {code}") for code in CODES))
    rows = {row.code: row for row in Agency.objects.filter(code__in=CODES)}
    for place, above in enumerate(tree, start=1):  # each below one of those before it
        Agency.objects.filter(code=CODES[place]).update(parent=rows[CODES[above % place]])
    given_out, day = list(CODES), today(world.now)
    for kind, ending, heirs in acts:
        chosen = []
        for one in heirs:
            if one is None:
                given_out.append(f"X{len(given_out)}")
                chosen.append(Heir(given_out[-1], f"Cơ quan {given_out[-1]}", code_qcvn102=f"old.{given_out[-1]}"))
            else:
                chosen.append(Heir(given_out[one % len(given_out)]))
        names = tuple(dict.fromkeys(given_out[one % len(given_out)] for one in ending))
        wish = wanted(world, kind, names, *chosen, name=f"Tên mới {len(given_out)}")
        try:
            with transaction.atomic():
                order(wish, by="x", now=world.now)
        except Exception as error:
            if not getattr(error, "code", "").startswith("AXS-"):
                raise
            given_out = [code for code in given_out if Agency.objects.filter(code=code).exists()]
    book = directory.latest()
    agencies = {row.code: row for row in Agency.objects.all()}
    finals = final_heirs([row.pk for row in agencies.values()], on=day)
    for code, row in agencies.items():
        found = book.agency(code, on=day)
        assert found is not None
        assert found.pk == finals[row.pk]
        assert found.is_open(day) or (found.successor_pk is None and found.valid_to is not None)
        assert row.pk in book.family(found.pk)
        if row.code_qcvn102:
            assert book.agency(row.code_qcvn102, on=day) == found
        seen, at = set(), row
        while at.parent_id is not None:
            assert at.pk not in seen, "the tree is a circle"
            seen.add(at.pk)
            at = Agency.objects.get(pk=at.parent_id)
        assert row.valid_to is not None or row.parent is None or row.parent.valid_to is None
