"""The form of a reorganisation. Doors: ActForm."""

from datetime import date

from django import forms

from axis.directory.facts import ActKind, Level
from axis.directory.orders import Heir, Order

MAX = 20_000


class ActForm(forms.Form):
    """What an operator fills in; one agency a line. Which fields a kind has is a table below."""

    agencies = forms.CharField(label="Cơ quan", max_length=MAX, widget=forms.Textarea(attrs={"rows": 3}))
    heirs = forms.CharField(
        label="Cơ quan kế thừa", max_length=MAX, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    level = forms.ChoiceField(
        label="Cấp của cơ quan mới", required=False, choices=[("", "Như cơ quan cũ"), *Level.choices]
    )
    name = forms.CharField(label="Tên mới", max_length=200, required=False)
    legal_ref = forms.CharField(label="Căn cứ (số nghị quyết, quyết định)", max_length=200)
    effective_on = forms.DateField(
        label="Có hiệu lực từ ngày", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label="Lý do ghi nhận muộn", max_length=500, required=False, help_text="Chỉ cần khi ngày hiệu lực đã qua."
    )

    # Kind: label and help of its agencies, label and help of its heirs (none: the kind has no heirs).
    WORDS = {
        ActKind.MERGE: (
            "Cơ quan kết thúc", "Mỗi dòng một mã định danh.",
            "Sáp nhập vào", "Mã của cơ quan có sẵn, hoặc MÃ MỚI = Tên cơ quan mới.",
        ),
        ActKind.SPLIT: (
            "Cơ quan được chia", "Một mã định danh.",
            "Chia thành", "Mỗi dòng một cơ quan: mã có sẵn, hoặc MÃ MỚI = Tên. Dòng đầu nhận văn bản thay.",
        ),
        ActKind.RENAME: ("Cơ quan đổi tên", "Một mã định danh; mã giữ nguyên.", "", ""),
        ActKind.ABOLISH: (
            "Cơ quan giải thể", "Mỗi dòng một mã định danh.",
            "Cơ quan nhận nhiệm vụ, nếu có", "Để trống: văn bản đang chờ sẽ báo lỗi cho bên gửi.",
        ),
    }  # fmt: skip

    def __init__(self, *args: object, kind: ActKind, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.kind = kind
        mine, mine_help, theirs, theirs_help = self.WORDS[kind]
        self.fields["agencies"].label, self.fields["agencies"].help_text = mine, mine_help
        self.fields["heirs"].label, self.fields["heirs"].help_text = theirs, theirs_help
        if kind == ActKind.RENAME:
            self.fields["agencies"].widget.attrs["rows"] = 1
            self.fields["name"].required = True
            del self.fields["heirs"], self.fields["level"]
        else:
            del self.fields["name"]

    def order(self) -> Order:
        data = self.cleaned_data
        level = data.get("level", "")
        day: date = data["effective_on"]
        return Order(
            kind=self.kind,
            agencies=tuple(dict.fromkeys(_lines(data["agencies"]))),
            effective_on=day,
            legal_ref=data["legal_ref"],
            heirs=tuple(_heir(line, level) for line in _lines(data.get("heirs", ""))),
            name=data.get("name", ""),
            reason=data["reason"],
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _heir(line: str, level: str) -> Heir:
    codes, _, name = line.partition("=")
    code, _, formal = codes.partition(",")
    return Heir(code.strip(), name.strip(), formal.strip(), level=level if name.strip() else "")
