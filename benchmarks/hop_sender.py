"""A sender of the hop benchmark: takes outbox rows as `office link` does. Doors: OUTBOX, say, send_row, keep. Started by benchmarks.hop."""

import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from axislink.client import AxisClient
from axislink.protocol.sender import Phase, Sending, answered, ask
from evidence.keys import read_private_key, read_public_key

OUTBOX = """
create table outbox (
    id bigint primary key, body text not null, state varchar(8) not null, attempts int not null,
    next_try_at timestamptz not null, created_at timestamptz not null, settled_at timestamptz,
    transfer_id varchar(64) not null default '', receipt text not null default ''
);
create index outbox_to_send on outbox (next_try_at) where state = 'queued';
"""
KEEP = """
update outbox set state = one.state, attempts = one.attempts, next_try_at = one.next_try_at, settled_at = one.settled_at,
    transfer_id = one.transfer_id, receipt = one.receipt
from unnest(%s::bigint[], %s::text[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[])
    as one(id, state, attempts, next_try_at, settled_at, transfer_id, receipt)
where outbox.id = one.id
"""
BATCH = 20

Outcome = tuple[int, str, int, datetime, datetime, str, str]

Link = psycopg.Connection[Any]


def main(database: str, axis: str, key: str, receipt_key: str, number: str, of: str) -> None:
    mine = {"rest": int(number), "of": int(of)}
    keys = read_public_key(Path(receipt_key).read_bytes())
    with (
        psycopg.connect(database, autocommit=True, prepare_threshold=1) as link,
        AxisClient(axis, "vpcp", read_private_key(Path(key)), axis_keys=keys) as client,
    ):
        client.agencies()
        say("ready")
        sys.stdin.readline()
        while batch(link, client, mine):
            pass
        say("done")
        sys.stdin.readline()


def batch(link: Link, client: AxisClient, mine: dict[str, int]) -> bool:
    """Send some due rows; what came of them is kept in one statement. Those of a crash are sent again and get the same receipts."""
    rows = link.execute(
        "select id, body, attempts, next_try_at, created_at from outbox where state = 'queued' and next_try_at <= now() "
        "and id %% %(of)s = %(rest)s order by next_try_at, id limit " + str(BATCH),
        mine,
    ).fetchall()
    keep(link, [outcome for row in rows if (outcome := send_row(client, row)) is not None])
    return bool(rows)


def send_row(client: AxisClient, row: tuple[Any, ...]) -> Outcome | None:
    """Send one row's packet if it is due; return what is to be kept of it."""
    number, body, attempts, next_try_at, created_at = row
    sending = Sending(created_at, next_try_at, Phase.QUEUED, attempts)
    now = datetime.now(UTC)
    if ask(sending, now=now) is None:
        return None
    submitted = client.submit(Path(body).read_bytes())
    after, _ = answered(sending, submitted.answer, now=now, chance=random.random())
    told = (submitted.transfer_id or "", after.receipt or "")
    return (number, str(after.phase), after.attempts, after.next_try_at, now, *told)


def keep(link: Link, outcomes: list[Outcome]) -> None:
    if outcomes:
        link.execute(KEEP, [list(column) for column in zip(*outcomes, strict=True)])


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
