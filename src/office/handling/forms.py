"""What people type in this room, turned into values of the actions."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kit.screen.fields import day_field
from office.documents.rules import due_span
from office.handling.states import Duty


class AssignForm(forms.Form):
    """The instruction and the deadline; receivers are read beside it by ``chosen_receivers``."""

    text = forms.CharField(
        label=_("Ý kiến chỉ đạo"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = day_field(_("Ngày khác"), within=due_span)


def chosen_receivers(data: QueryDict) -> list[tuple[str, str]]:
    """Return (key, duty) of every receiver in the form, in the order they stand."""
    pairs: list[tuple[str, str]] = []
    for key in data.getlist("receiver"):
        duty = data.get(f"duty-{key}", Duty.COORDINATE)
        pairs.append((key, duty if duty in Duty.values and duty != Duty.DECIDE else str(Duty.COORDINATE)))
    return pairs


def percent_of(data: QueryDict) -> int | None:
    """Return 0 to 100, None when nothing sensible was typed."""
    text: Any = data.get("percent", "").strip()
    return min(int(text), 100) if text.isdigit() else None
