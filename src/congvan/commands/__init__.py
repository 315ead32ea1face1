"""The table of commands. Doors: COMMANDS (functions that take the subparsers and register one command)."""

import argparse
from collections.abc import Callable, Sequence

from congvan.commands import assets, audit, axis, database, demo, doctor, edxml, evidence, office, sign

Register = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]"], None]

COMMANDS: Sequence[Register] = (
    axis.register,
    office.register,
    edxml.register,
    sign.register,
    evidence.register,
    demo.register,
    audit.register,
    database.register,
    doctor.register,
    assets.register,
)
