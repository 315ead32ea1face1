"""A sender of the hop benchmark: takes outbox rows as `office link` does. Doors: OUTBOX. Started by benchmarks.hop."""

import random
import sys
from datetime import UTC, datetime
from pathlib import Path

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
BATCH = 20


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


def batch(link: "psycopg.Connection[tuple[object, ...]]", client: AxisClient, mine: dict[str, int]) -> bool:
    """Send some due rows; each outcome is committed before the next packet goes."""
    rows = link.execute(
        "select id, body, attempts, next_try_at, created_at from outbox where state = 'queued' and next_try_at <= now() "
        "and id %% %(of)s = %(rest)s order by next_try_at, id limit " + str(BATCH),
        mine,
    ).fetchall()
    for row, body, attempts, next_try_at, created_at in rows:
        sending = Sending(created_at, next_try_at, Phase.QUEUED, attempts)  # type: ignore[arg-type]
        now = datetime.now(UTC)
        if ask(sending, now=now) is None:
            continue
        submitted = client.submit(Path(str(body)).read_bytes())
        after, _ = answered(sending, submitted.answer, now=now, chance=random.random())
        link.execute(
            "update outbox set state = %s, attempts = %s, next_try_at = %s, settled_at = %s, transfer_id = %s, "
            "receipt = %s where id = %s",
            [
                after.phase,
                after.attempts,
                after.next_try_at,
                now,
                submitted.transfer_id or "",
                after.receipt or "",
                row,
            ],
        )
    return bool(rows)


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
