"""What can go wrong between a system and its axis. Doors: AxisLinkError and its kinds.

A refusal by the axis keeps the axis' own code and sentences: the client adds nothing to them.
"""

from typing import ClassVar


class AxisLinkError(Exception):
    """Base of this library: a stable code, a Vietnamese sentence, the same in English, and the facts they name."""

    code: ClassVar[str]
    message: ClassVar[str]
    message_en: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {self.text()}")

    def text(self, lang: str = "vi") -> str:
        return (self.message_en if lang == "en" else self.message).format(**self.facts)


class Unreachable(AxisLinkError):
    """No answer, or an answer that says "later": trying again with the same bytes is right."""

    code = "AXL-001"
    message = "Chưa nối được trục: {reason}. Sẽ tự gửi lại; văn bản không mất."
    message_en = "The axis cannot be reached: {reason}. It will be tried again; nothing is lost."


class RefusedByAxis(AxisLinkError):
    """The axis answered no. ``axis_code`` is its code; trying the same again will not help."""

    code = "AXL-002"
    message = "Trục từ chối ({axis_code}): {sentence}"
    message_en = "The axis refused ({axis_code}): {sentence_en}"

    @property
    def axis_code(self) -> str:
        return str(self.facts["axis_code"])

    @property
    def status(self) -> int:
        return int(str(self.facts["status"]))

    @property
    def receivers(self) -> tuple[str, ...]:
        """Return the receivers that the refusal is about, as the axis names them."""
        named = self.facts.get("receivers")
        return tuple(str(code) for code in named) if isinstance(named, list) else ()


class ReceiptMismatch(AxisLinkError):
    """The answer said yes, but its receipt is not the one for what was sent: not delivered."""

    code = "AXL-003"
    message = "Biên nhận của trục không khớp gói tin đã gửi: {reason}. Chưa coi là đã gửi."
    message_en = "The axis' receipt does not match the packet sent: {reason}. Not counted as sent."


class BodyMismatch(AxisLinkError):
    code = "AXL-004"
    message = "Gói tin tải về không khớp mã băm của trục ({expected} khác {found}). Sẽ tải lại."
    message_en = "The fetched packet does not match the axis' digest ({expected} is not {found}). It is fetched again."


class SignatureUnusable(AxisLinkError):
    """A request's signature cannot be accepted; ``reason`` is a Refusal of axislink.protocol.signatures."""

    code = "AXL-005"
    message = "Chữ ký của yêu cầu không dùng được: {reason} ({detail})."
    message_en = "The request's signature is unusable: {reason} ({detail})."


class EnvelopeUnusable(AxisLinkError):
    """A request of the VXP dialect whose headers and signed text do not agree, or that lacks one of them."""

    code = "AXL-006"
    message = "Phần đầu yêu cầu không đúng dạng của trục quốc gia ({detail})."
    message_en = "The request's headers do not follow the dialect of the national axis ({detail})."
