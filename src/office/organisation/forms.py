"""The form of a delegation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kit.screen.fields import day_field
from office.organisation.models import Post


class DelegationForm(forms.Form):
    """Who lends which post to whom, from when until when, and why."""

    from_post = forms.ChoiceField(label=_("Chức danh ủy quyền"))
    to_post = forms.ChoiceField(label=_("Người nhận ủy quyền"))
    valid_from = day_field(_("Từ ngày"), required=True)
    valid_to = day_field(_("Đến hết ngày"), required=True)
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    def __init__(self, *args: Any, givers: list[Post], takers: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_post"].choices = _choices(givers)  # type: ignore[attr-defined]
        self.fields["to_post"].choices = [("", _("Chọn người")), *_choices(takers)]  # type: ignore[attr-defined]


def _choices(posts: list[Post]) -> list[tuple[str, str]]:
    return [(str(post.ref), f"{post.person.full_name} · {post.title}") for post in posts]
