"""What people fill in about outgoing documents. Doors: NewForm, DraftForm, UpdateForm."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kit.screen.fields import SeenField, day_field
from office.documents.facts import DOCUMENT_TYPES, Security, Urgency
from office.documents.rules import due_span
from office.organisation.models import Post
from office.outgoing.values import PAPER_REASONS, DraftFacts, ReceiverChoice, TemplateContent

TYPES = [(one.code, one.name) for one in DOCUMENT_TYPES]
SUBJECT_LENGTH = 500


class NewForm(forms.Form):
    """The least that opens a draft."""

    type_code = forms.ChoiceField(label=_("Loại văn bản"), choices=TYPES, initial="CV")
    subject = SeenField(label=_("Trích yếu"), max_length=SUBJECT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    security = forms.ChoiceField(label=_("Độ mật"), choices=Security.choices, initial=Security.ORDINARY)

    def facts(self) -> DraftFacts:
        data = self.cleaned_data
        return DraftFacts(
            subject=" ".join(data["subject"].split()), type_code=data["type_code"], security=data["security"]
        )


class DraftForm(forms.Form):
    """A draft as its drafter sees it; an empty field is allowed until the draft is put forward."""

    type_code = forms.ChoiceField(label=_("Loại văn bản"), choices=TYPES)
    notation = forms.CharField(label=_("Ký hiệu"), max_length=60, required=False)
    subject = SeenField(label=_("Trích yếu"), max_length=SUBJECT_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))
    urgency = forms.TypedChoiceField(label=_("Độ khẩn"), choices=Urgency.choices, coerce=int)
    security = forms.ChoiceField(label=_("Độ mật"), choices=Security.choices)
    due_on = day_field(_("Phải gửi trước"), within=due_span)
    addressees = forms.CharField(
        label=_("Kính gửi"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    text = forms.CharField(
        label=_("Nội dung"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 12})
    )
    recipients = forms.CharField(
        label=_("Nơi nhận"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    circulation = forms.CharField(label=_("Chỉ dẫn lưu hành"), required=False, max_length=60)
    drafter_mark = forms.CharField(label=_("Ký hiệu người soạn, số bản"), required=False, max_length=40)
    contact = forms.CharField(label=_("Địa chỉ liên hệ ở chân trang"), required=False, max_length=200)
    unit_head = forms.ChoiceField(label=_("Ký nháy"), required=False)
    signer = forms.ChoiceField(label=_("Người ký"), required=False)
    paper_name = forms.CharField(label=_("Tên nơi nhận"), required=False, max_length=300)
    paper_reason = forms.ChoiceField(
        label=_("Vì sao gửi bản giấy"), required=False, choices=[("", _("Chọn lý do")), *PAPER_REASONS]
    )

    def __init__(self, *args: Any, heads: list[Post], signers: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._posts = {str(one.ref): one for one in (*heads, *signers)}
        self.fields["unit_head"].choices = [("", _("Không qua, trình thẳng lãnh đạo")), *_choices(heads)]  # type: ignore[attr-defined]
        self.fields["signer"].choices = [("", _("Chọn người ký")), *_choices(signers)]  # type: ignore[attr-defined]

    def facts(self) -> DraftFacts:
        data = self.cleaned_data
        return DraftFacts(
            subject=" ".join(data["subject"].split()),
            type_code=data["type_code"],
            notation=data["notation"].strip(),
            urgency=data["urgency"],
            security=data["security"],
            due_on=data["due_on"],
        )

    def content(self) -> TemplateContent:
        data = self.cleaned_data
        names = ("text", "addressees", "recipients", "circulation", "drafter_mark", "contact")
        return TemplateContent(**{name: data[name].replace("\r\n", "\n").strip() for name in names})

    def post(self, name: str) -> Post | None:
        return self._posts.get(self.cleaned_data[name])

    def paper_receiver(self) -> ReceiverChoice | None:
        """Return the receiver that is named beside the list; None while its name or the reason is still to come."""
        name, reason = self.cleaned_data["paper_name"].strip(), self.cleaned_data["paper_reason"]
        return ReceiverChoice(code="", name=name, on_paper=True, paper_reason=reason) if name and reason else None

    def half_named(self) -> bool:
        """Return whether a receiver on paper has its name but not its reason: somebody is still writing."""
        return bool(self.cleaned_data["paper_name"].strip()) and not self.cleaned_data["paper_reason"]

    def finish(self) -> bool:
        """Return whether nothing is half filled in; what lacks its other half gets a sentence."""
        if not self.half_named():
            return True
        self.add_error("paper_reason", _("Hãy chọn vì sao nơi này nhận bản giấy, hoặc xóa tên nơi nhận."))
        return False


def _choices(posts: list[Post]) -> list[tuple[str, str]]:
    return [(str(one.ref), f"{one.person.full_name}, {one.title}") for one in posts]


class UpdateForm(forms.Form):
    """What an update of an issued document corrects; receivers are ticked beside it."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    subject = SeenField(label=_("Trích yếu"), max_length=SUBJECT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = day_field(_("Hạn trả lời"), within=due_span)
    urgency = forms.TypedChoiceField(label=_("Độ khẩn"), choices=Urgency.choices, coerce=int)
    file = forms.FileField(label=_("Bản đã ký mới (PDF)"), required=False)

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "subject": " ".join(data["subject"].split()),
            "due_on": data["due_on"],
            "urgency": data["urgency"],
        }
