"""Fields of forms that look and read alike on every page. Doors: day_field, SeenField."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kit import clock
from kit.texts import is_blank

DAY_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%Y-%m-%d"]
SHOWN_DAY = "%d/%m/%Y"


def day_field(
    label: Any, *, required: bool = False, within: Callable[[date], tuple[date, date]] | None = None
) -> forms.DateField:
    """Return a day as Vietnamese officials type it: 4/12/2026. A browser's own field follows the browser's language.

    ``within`` tells from today the first and the last day that make sense: a year that slipped is said at the field.
    """
    widget = forms.DateInput(
        format=SHOWN_DAY, attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": _("ngày/tháng/năm")}
    )
    errors = {"invalid": _("Ngày viết như 23/11/2026.")}
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DAY_FORMATS,
        widget=widget,
        error_messages=errors,
        validators=[partial(_refuse_outside, within)] if within else [],
    )


def _refuse_outside(within: Callable[[date], tuple[date, date]], day: date) -> None:
    """Raises: ValidationError."""
    first, last = within(clock.today(clock.now()))
    if not first <= day <= last:
        span = {"first": first.strftime(SHOWN_DAY), "last": last.strftime(SHOWN_DAY)}
        raise forms.ValidationError(_("Ngày này phải từ %(first)s đến %(last)s; hãy xem lại năm."), params=span)


class SeenField(forms.CharField):
    """A text that somebody is to read: one of which nothing can be seen counts as empty."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return self.empty_value if isinstance(text, str) and is_blank(text) else text
