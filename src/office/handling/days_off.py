"""Days decided after the law's list of holidays was printed: kept as data, one row a day.

The public holidays themselves (Bộ luật Lao động 2019 Điều 112, the yearly swaps and make-up Saturdays) come from the
``holidays`` package; a row here wins over it. ``True`` is a working day, ``False`` a day off.
"""

from datetime import date

OVERRIDES: dict[date, bool] = {
    date(2025, 4, 26): True,  # make-up Saturday for 02/05/2025
    date(2025, 5, 2): False,
    date(2026, 1, 2): False,  # bridge after New Year's Day, made up on Saturday 10/01/2026
    date(2026, 1, 10): True,
    date(2026, 8, 22): True,  # make-up Saturday for 31/08/2026
    date(2026, 8, 31): False,
}
FIRST_YEAR, LAST_YEAR = 2016, 2035
