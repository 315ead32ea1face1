"""How often Python looks for memory that nobody uses. Doors: settle_memory."""

import gc

# New objects between two looks; Python's own 700 is one look for every few statements. Requests and packets leave little
# behind that only a look finds.
NEW_OBJECTS = 10_000


def settle_memory() -> None:
    """Leave what was loaded at the start out of the looks: it stays, and is much."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
