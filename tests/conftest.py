"""What all tests share: one database server per run.

`congvan.database.testing` is loaded by `addopts` in pyproject.toml (it must act before pytest-django reads the
settings): `pytest tests/axis --ds=axis.settings -n 2` finds DATABASE_URL set to an empty database of an
ordinary role. Tests without Django ask `tests.support.database.create_database`.
"""

import os

from hypothesis import settings

# Tests keep the machine busy themselves and wait for what gives way to a busy machine.
os.environ.setdefault("CONGVAN_PATIENCE_S", "0")

# A run says whether the code is good, not whether it was lucky: the examples are the same every time.
# New ones are searched for with `pytest --hypothesis-profile=search`.
settings.register_profile("steady", derandomize=True, database=None)
settings.register_profile("search", derandomize=False, database=None, print_blob=True)
settings.load_profile("steady")
