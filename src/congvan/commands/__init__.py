"""The table of commands. Doors: COMMANDS (functions that take the subparsers and register one command)."""

import argparse
from collections.abc import Callable, Sequence

Register = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]"], None]

COMMANDS: Sequence[Register] = ()
