"""Fields of forms that look and read alike on every page. Doors: day_field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DAY_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%Y-%m-%d"]
SHOWN_DAY = "%d/%m/%Y"


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    """Return a day as Vietnamese officials type it: 4/12/2026. A browser's own field follows the browser's language."""
    widget = forms.DateInput(
        format=SHOWN_DAY, attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": _("ngày/tháng/năm")}
    )
    errors = {"invalid": _("Ngày viết như 23/11/2026.")}
    return forms.DateField(
        label=label, required=required, input_formats=DAY_FORMATS, widget=widget, error_messages=errors
    )
