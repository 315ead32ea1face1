"""The office program: ``python -m office serve | worker | link | migrate | seed | …``. Doors: main.

Exit codes: 0 done, 1 refused by a rule, 2 bad usage or input, 3 environment.
"""

import argparse
import sys
from collections.abc import Sequence

import django.db
import psycopg

import office.bootstrap  # noqa: F401 - before anything that touches models
from kit.errors import DomainError, SettingsMissing, UnsafeRole
from office.audit.errors import SealKeyUnsafe
from office.commands import build_parser
from office.organisation.errors import CountryUnreadable
from office.shell.errors import SecretKeyUnset

ENVIRONMENT = (UnsafeRole, SettingsMissing, SecretKeyUnset, SealKeyUnsafe)


def main(argv: Sequence[str] | None = None) -> int:
    args = build_parser().parse_args(argv)
    try:
        code: int = args.run(args)
    except ENVIRONMENT as error:
        return _say(error.code, error.text(args.lang), 3)
    except CountryUnreadable as error:
        return _say(error.code, error.text(args.lang), 2)
    except DomainError as error:
        return _say(error.code, error.text(args.lang), 1)
    except (argparse.ArgumentTypeError, ValueError) as error:
        return _say("OFF-901", str(error), 2)
    except (OSError, psycopg.Error, django.db.Error) as error:
        return _say("OFF-900", str(error).strip().partition("\n")[0], 3)
    return code


def _say(code: str, sentence: str, exit_code: int) -> int:
    sys.stderr.write(f"{code}: {sentence}\n")
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
