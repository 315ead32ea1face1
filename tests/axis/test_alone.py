"""One of several machines does what is to be done once."""

from django.db import connection

from kit.alone import Alone
from kit.work import Consumer, Round


def waiting(name: str = "trial") -> Alone:
    return Alone(name, fresh_s=0)


def test_one_holds_it_and_the_next_when_it_is_gone(transactional_db):
    first, second = waiting(), waiting()
    try:
        assert first.held()
        assert not second.held()
        assert waiting("other").held()

        first.release()
        assert second.held()
        assert not first.held()
    finally:
        first.release()
        second.release()


def test_who_loses_its_connection_loses_its_turn(transactional_db):
    first, second = waiting(), waiting()
    try:
        assert first.held()
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(pg_terminate_backend(pid, 10000)) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"
            )
        assert second.held()
        assert not first.held()
        assert not first.held()
    finally:
        first.release()
        second.release()


def test_a_consumer_of_another_machine_is_left_alone(transactional_db):
    said: list[str] = []
    holder, mine = waiting(), waiting()

    def work() -> bool:
        said.append("done")
        return False

    turns = Round([Consumer("one", ("x",), work, alone=True, lost=lambda: said.append("lost"))], 600, mine)
    try:
        assert holder.held()
        turns.run()
        assert said == ["lost"]

        holder.release()
        turns.wake({"x"})
        turns.run()
        assert said == ["lost", "done"]
    finally:
        holder.release()
        mine.release()
