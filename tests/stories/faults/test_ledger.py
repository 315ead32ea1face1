"""The ledger check of the fault table sees what is wrong: each damage is put into the books, seen, and taken out."""

import psycopg
import pytest
from tests.stories.faults.ledger import Ledger

from congvan.demo.world import World

pytestmark = pytest.mark.faults

BOOK = "(select book.id from office_registers_book book order by id limit 1)"
AGENCY = f"(select agency_id from office_registers_book where id = {BOOK})"
DAMAGES = {
    "a number that was skipped": (
        f"insert into office_registers_counter (agency_id, book_id, year, last_number) values ({AGENCY}, {BOOK}, 1999, 2)",
        "delete from office_registers_counter where year = 1999",
        "of 1999 counts 2 but gave []",
    ),
    "a packet that was never delivered": (
        f"""insert into office_exchange_inpacket (agency_id, delivery_ref, transfer_id, kind, sender_code, sha256, size, state,
        error_code, error_text, fetched_at) values ({AGENCY}, 'nowhere', 'none', 'edoc', '', '', 0, 'filed', '', '', now())""",
        "delete from office_exchange_inpacket where delivery_ref = 'nowhere'",
        "nowhere is filed but was never delivered",
    ),
    "a file that is gone": (
        """insert into office_files_blob (sha256, size, media_type, scan_state, scan_detail, created_at)
        values (repeat('0', 64), 1, 'application/pdf', 'clean', '', now())""",
        "delete from office_files_blob where sha256 = repeat('0', 64)",
        "000000000000 is not in the store",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_ledger_sees(world: World, damage: str) -> None:
    do, undo, words = DAMAGES[damage]
    with psycopg.connect(world.server.admin_url, dbname="office_h29", autocommit=True) as books:
        books.execute(do)
        try:
            seen = Ledger(world).at_rest()
        finally:
            books.execute(undo)

    assert any(words in line for line in seen), seen
