"""The axis program: ``python -m axis serve | worker | migrate | system … | operator …``. Doors: main.

Exit codes: 0 done, 1 refused by a rule, 2 bad usage or input, 3 environment.
"""

import argparse
import sys
from collections.abc import Sequence

import django.db
import psycopg

import axis.bootstrap  # noqa: F401 - before anything that touches models
from axis.commands import build_parser
from axis.directory.errors import UnitsMissing
from axislink.errors import AxisLinkError
from evidence.errors import EvidenceError
from kit.errors import DomainError, UnsafeRole


def main(argv: Sequence[str] | None = None) -> int:
    args = build_parser().parse_args(argv)
    try:
        code: int = args.run(args)
    except UnsafeRole as error:
        return _say(error.code, error.text(args.lang), 3)
    except UnitsMissing as error:
        return _say(error.code, error.text(args.lang), 3)
    except DomainError as error:
        return _say(error.code, error.text(args.lang), 1)
    except EvidenceError as error:
        return _say(error.code, error.text(args.lang), 2)
    except argparse.ArgumentTypeError as error:
        return _say("AXS-901", str(error), 2)
    except AxisLinkError as error:
        return _say(error.code, error.text(args.lang), 3)
    except (OSError, psycopg.Error, django.db.Error) as error:
        return _say("AXS-900", str(error).strip().partition("\n")[0], 3)
    return code


def _say(code: str, sentence: str, exit_code: int) -> int:
    sys.stderr.write(f"{code}: {sentence}\n")
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
