"""How PostgreSQL finds what the busy statements of an axis ask for, with much history. Doors: show. Used by benchmarks.hop --plans.

Generic plans, as prepared statements get them. A plan that reads a whole table of history would grow with it.
"""

import re

import psycopg

STATEMENTS = {
    "what waits": "select d.ref from axis_delivery_delivery d join axis_tracking_transfer t on t.id = d.transfer_id "
    "where d.receiver_id = any($1::bigint[]) and d.closed_at is null order by d.id limit 51",
    "a packet": "select t.id from axis_tracking_transfer t where t.ref = $1 and exists (select from axis_delivery_delivery d "
    "where d.transfer_id = t.id and d.receiver_id = any($2::bigint[]))",
    "to close": "select d.id from axis_delivery_delivery d join axis_tracking_transfer t on t.id = d.transfer_id "
    "where d.ref = any($1::uuid[]) and d.receiver_id = any($2::bigint[]) for update of d",
    "a repeat": "select t.ref from axis_tracking_transfer t join axis_evidence_acceptance a on a.transfer_ref = t.ref "
    "where t.document_id = $1 and t.sender_id = $2 and t.kind = $3 and t.operation = $4 order by t.id limit 1",
}


def show(url: str) -> None:
    """Print the scans of each statement's generic plan."""
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("set plan_cache_mode = force_generic_plan")
        for place, (name, statement) in enumerate(STATEMENTS.items()):
            link.execute(f"prepare s{place} as {statement}")  # type: ignore[arg-type]
            count = len(set(re.findall(r"\$\d", statement)))
            nulls = ", ".join(["null"] * count)
            lines = [line for (line,) in link.execute(f"explain (costs off) execute s{place}({nulls})").fetchall()]  # type: ignore[arg-type]
            scans = [line.strip().removeprefix("->").strip() for line in lines if "Scan" in line]
            print(f"  plan of {name}: {'; '.join(scans)}")
