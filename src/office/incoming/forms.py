"""What people type in this room, turned into values of the actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kit.screen.fields import SeenField, day_field
from office.documents.facts import DOCUMENT_TYPES, Security, Urgency
from office.documents.models import NUMBER_MAX
from office.documents.rules import due_span
from office.incoming.values import Keep, PaperDocument, RegisterFields
from office.organisation.models import Post
from office.organisation.people import leaders_of
from office.registers.actions import books_of
from office.registers.models import Book, Direction


class _BookAndLeader(forms.Form):
    """The two choices that every book entry needs, limited to the agency."""

    book = forms.TypedChoiceField(label=_("Sổ văn bản đến"))
    present_to = forms.TypedChoiceField(label=_("Trình lãnh đạo"), required=False)

    def __init__(self, *args: Any, agency_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.books: list[Book] = books_of(agency_id, Direction.INCOMING)
        self.leaders: list[Post] = leaders_of(agency_id)
        self.fields["book"].choices = [(str(one.ref), one.name) for one in self.books]  # type: ignore[attr-defined]
        people = [(str(one.ref), one.person.full_name) for one in self.leaders]
        self.fields["present_to"].choices = [*people, ("", _("Chưa trình"))]  # type: ignore[attr-defined]

    def chosen_book(self) -> Book:
        return next(one for one in self.books if str(one.ref) == self.cleaned_data["book"])

    def chosen_leader(self) -> Post | None:
        return next((one for one in self.leaders if str(one.ref) == self.cleaned_data["present_to"]), None)


def split_code(text: str) -> tuple[str, str]:
    """Return number and notation of "8412/VPCP-KSTT"; a text without a stroke is a number."""
    number, _stroke, notation = text.strip().partition("/")
    return number.strip(), notation.strip()


class CodeField(forms.CharField):
    """Number and notation as printed, each as long as the table keeps it."""

    def validate(self, value: str) -> None:
        """Raises: ValidationError."""
        super().validate(value)
        if max(map(len, split_code(value))) > NUMBER_MAX:
            raise forms.ValidationError(_("Số và ký hiệu, mỗi phần dài nhất %(most)s ký tự.") % {"most": NUMBER_MAX})


class RegisterForm(_BookAndLeader):
    """The clerk's panel: filled from the packet, confirmed or corrected."""

    code = CodeField(label=_("Số, ký hiệu"), max_length=2 * NUMBER_MAX + 1, required=False)
    issued_on = day_field(_("Ngày ban hành"))
    issuer_name = SeenField(label=_("Cơ quan ban hành"), max_length=300)
    subject = SeenField(label=_("Trích yếu"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = day_field(_("Hạn xử lý"), within=due_span)
    duplicate_reason = forms.CharField(label=_("Lý do vẫn vào sổ"), max_length=500, required=False)
    broken_reason = forms.CharField(label=_("Lý do vẫn vào sổ"), max_length=500, required=False)

    def deadline(self) -> date | Keep | None:
        """Return the deadline as it stands in the form, None when the clerk emptied it."""
        due_on: date | None = self.cleaned_data["due_on"]
        return due_on if self.add_prefix("due_on") in self.data else Keep.KEEP

    def corrections(self) -> RegisterFields:
        number, notation = split_code(self.cleaned_data["code"])
        return RegisterFields(
            number=number,
            notation=notation,
            issued_on=self.cleaned_data["issued_on"],
            issuer_name=self.cleaned_data["issuer_name"],
            subject=" ".join(self.cleaned_data["subject"].split()),
        )


class PaperForm(_BookAndLeader):
    """A paper document with its scan, or the bare entry of a secret one."""

    code = CodeField(label=_("Số, ký hiệu"), max_length=2 * NUMBER_MAX + 1)
    issued_on = day_field(_("Ngày ban hành"), required=True)
    issuer_name = SeenField(label=_("Cơ quan ban hành"), max_length=300)
    type_name = forms.ChoiceField(label=_("Loại văn bản"), choices=[(one.name, one.name) for one in DOCUMENT_TYPES])
    subject = SeenField(label=_("Trích yếu"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    signer_name = forms.CharField(label=_("Người ký"), max_length=100, required=False)
    page_count = forms.IntegerField(label=_("Số trang"), min_value=1, max_value=9999, required=False)
    security = forms.ChoiceField(label=_("Độ mật"), choices=Security.choices)
    urgency = forms.TypedChoiceField(label=_("Độ khẩn"), choices=Urgency.choices, coerce=int)
    due_on = day_field(_("Hạn xử lý"), within=due_span)
    scan = forms.FileField(label=_("Bản chụp (PDF)"), required=False)
    duplicate_reason = forms.CharField(label=_("Lý do vẫn vào sổ"), max_length=500, required=False)

    @property
    def is_secret(self) -> bool:
        return bool(self.cleaned_data["security"] != Security.ORDINARY)

    def facts(self, scan_path: Any) -> PaperDocument:
        number, notation = split_code(self.cleaned_data["code"])
        given = self.cleaned_data
        upload = given["scan"]
        return PaperDocument(
            number=number,
            notation=notation,
            issued_on=given["issued_on"],
            type_name=given["type_name"],
            subject=" ".join(given["subject"].split()),
            issuer_name=given["issuer_name"],
            signer_name=given["signer_name"],
            security=given["security"],
            urgency=given["urgency"],
            due_on=given["due_on"],
            page_count=given["page_count"],
            scan_name=upload.name if upload else "",
            scan=scan_path,
        )
