"""Whose call is next in the front's one thread."""

import asyncio
import threading

import pytest

from kit.front.answer import error_answer
from kit.front.errors import CallerBusy, FrontBusy, RequestBroken
from kit.front.fair import Caller, FairQueue, Places
from kit.front.limits import FrontLimits
from kit.front.thread import OneThread

FLOOD, LAN, NAM = Caller("10.0.0.1", "flood"), Caller("10.0.0.1", "lan"), Caller("10.0.0.2", "nam")


def queue(most: int = 100, most_of_address: int = 80, most_of_caller: int = 50) -> FairQueue[str]:
    return FairQueue(most=most, most_of_address=most_of_address, most_of_caller=most_of_caller)


def order(waiting: FairQueue[str], cost_s: dict[str, float] | None = None) -> list[str]:
    """Take everything; each job costs what its first letter says, else one second."""
    taken: list[str] = []
    while job := waiting.take((cost_s or {}).get(taken[-1][0], 1.0) if taken else 0.0):
        taken.append(job)
    return taken


def fill(waiting: FairQueue[str], caller: Caller, name: str, number: int) -> None:
    for n in range(number):
        assert waiting.put(caller, f"{name}{n}") is None


def test_who_comes_late_is_served_next_although_another_has_many_waiting() -> None:
    waiting = queue()
    fill(waiting, FLOOD, "f", 50)
    fill(waiting, LAN, "l", 2)
    fill(waiting, NAM, "n", 2)

    assert set(order(waiting)[:6]) == {"f0", "f1", "l0", "l1", "n0", "n1"}


def test_calls_of_one_caller_keep_their_order() -> None:
    waiting = queue()
    fill(waiting, LAN, "l", 5)

    assert order(waiting) == [f"l{n}" for n in range(5)]


def test_time_is_shared_and_not_the_number_of_calls() -> None:
    waiting = queue()
    fill(waiting, FLOOD, "f", 20)
    fill(waiting, LAN, "l", 20)

    first = order(waiting, {"f": 10.0, "l": 1.0})[:11]

    assert sum(job.startswith("f") for job in first) <= 2


def test_false_names_take_from_their_own_address_only() -> None:
    waiting = queue()
    for n in range(60):
        assert waiting.put(Caller("10.0.0.1", f"false-{n}"), f"f{n}") is None
    fill(waiting, NAM, "n", 10)

    assert sum(job.startswith("n") for job in order(waiting)[:20]) == 10


def test_nobody_saves_up_turns_while_he_is_away() -> None:
    waiting = queue()
    fill(waiting, LAN, "l", 30)
    order(waiting)
    fill(waiting, LAN, "l", 10)
    fill(waiting, NAM, "n", 10)

    assert sum(job.startswith("n") for job in order(waiting)[:6]) in (3, 4)


def test_a_caller_and_an_address_have_so_many_places_and_a_full_queue_lets_the_longest_go() -> None:
    waiting = queue(most=10, most_of_address=8, most_of_caller=6)
    fill(waiting, FLOOD, "f", 6)
    assert waiting.put(FLOOD, "too many") == "too many"
    fill(waiting, LAN, "l", 2)
    assert waiting.put(LAN, "address full") == "address full"
    fill(waiting, NAM, "n", 2)

    assert waiting.put(NAM, "n2") == "f5"
    assert sorted(order(waiting)) == sorted([*(f"f{n}" for n in range(5)), "l0", "l1", "n0", "n1", "n2"])


def test_what_is_drained_is_gone() -> None:
    waiting = queue()
    fill(waiting, FLOOD, "f", 3)
    assert sorted(waiting.drain()) == ["f0", "f1", "f2"]

    assert waiting.take(0.0) is None
    fill(waiting, LAN, "l", 1)
    assert order(waiting) == ["l0"]


def test_the_thread_tells_who_has_too_many_and_serves_the_rest() -> None:
    async def all_of_them() -> list[object]:
        limits = FrontLimits(queue_max=10, queue_max_of_address=8, queue_max_of_caller=3)
        thread, free = OneThread("test", limits), threading.Event()
        running = asyncio.ensure_future(thread.run(NAM, free.wait))
        await asyncio.sleep(0)
        calls = [asyncio.ensure_future(thread.run(FLOOD, int, n)) for n in range(4)]
        await asyncio.sleep(0)
        free.set()
        found = await asyncio.gather(running, *calls, return_exceptions=True)
        thread.close()
        return found

    found = asyncio.run(all_of_them())

    assert found[:4] == [True, 0, 1, 2]
    assert isinstance(found[4], CallerBusy)


def test_places_are_bounded_for_one_and_for_all() -> None:
    places = Places(3, 2)
    places.take(LAN)
    places.take(LAN)
    with pytest.raises(CallerBusy):
        places.take(LAN)
    places.take(NAM)
    with pytest.raises(FrontBusy):
        places.take(NAM)

    places.give_back(LAN)
    places.take(NAM)


def test_the_refusal_says_when_to_come_again_and_a_dialect_has_its_own_status() -> None:
    plain = error_answer(CallerBusy(), "", "/v1/inbox")
    shaped = error_answer(CallerBusy(), "", "/vxp/x", {"/vxp/": lambda error: (503, {"ErrorCode": error.code})})

    assert (plain.status, shaped.status) == (429, 503)
    assert plain.header("retry-after") == shaped.header("retry-after") == "5"
    assert shaped.body == b'{"ErrorCode": "FRT-007"}'


def test_what_an_open_page_shows_is_words_and_no_markup_of_the_asker() -> None:
    answer = error_answer(RequestBroken(what="<img src=x onerror=alert(1)>"), "*/*", "/van-ban-den", fragment=True)

    assert isinstance(answer.body, bytes)
    assert "&lt;img src=x" in answer.body.decode()
    assert b"<img" not in answer.body
