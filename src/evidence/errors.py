"""What makes a piece of evidence unusable. Doors: EvidenceError and its kinds."""

from typing import ClassVar


class EvidenceError(Exception):
    """Base of this library: a stable code, a Vietnamese sentence, the same in English, and the facts they name."""

    code: ClassVar[str]
    message: ClassVar[str]
    message_en: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {self.text()}")

    def text(self, lang: str = "vi") -> str:
        return (self.message_en if lang == "en" else self.message).format(**self.facts)


class ReceiptMalformed(EvidenceError):
    code = "EVD-001"
    message = "Biên nhận không đúng dạng: {reason}. Hãy lấy lại biên nhận từ trục."
    message_en = "The receipt is malformed: {reason}. Fetch it from the axis again."


class ReceiptForged(EvidenceError):
    code = "EVD-002"
    message = "Chữ ký của biên nhận không đúng với khóa {kid}. Không dùng biên nhận này làm chứng cứ."
    message_en = "The receipt's signature does not verify with key {kid}. Do not use it as evidence."


class ReceiptKeyUnknown(EvidenceError):
    code = "EVD-003"
    message = "Biên nhận ký bằng khóa {kid} không có trong danh sách khóa tin cậy của trục."
    message_en = "The receipt is signed with key {kid}, which is not among the axis' trusted keys."


class KeyUnusable(EvidenceError):
    code = "EVD-004"
    message = "Không dùng được khóa: {reason}. Cần Ed25519, ECDSA P-256 hoặc RSA từ 2048 bit, dạng PEM."
    message_en = "The key is unusable: {reason}. Use Ed25519, ECDSA P-256 or RSA of at least 2048 bits, as PEM."


class HeadMalformed(EvidenceError):
    code = "EVD-006"
    message = "Đầu sổ chứng cứ không đúng dạng: {reason}. Hãy lấy lại từ trục."
    message_en = "The head of the log is malformed: {reason}. Fetch it from the axis again."


class HeadForged(EvidenceError):
    code = "EVD-007"
    message = "Chữ ký của đầu sổ chứng cứ không đúng với khóa {kid}, hoặc khóa này không được tin cậy."
    message_en = "The signature on the head of the log does not verify with key {kid}, or that key is not trusted."


class ProofWrong(EvidenceError):
    code = "EVD-008"
    message = "Mục số {index} không nằm trong sổ chứng cứ mà trục đã ký ({size} mục). Nội dung đã bị sửa hoặc không phải của sổ này."
    message_en = (
        "Entry {index} is not in the log that the axis signed ({size} entries): it was changed, or is of another log."
    )


class BundleMalformed(EvidenceError):
    code = "EVD-009"
    message = "Gói chứng cứ không đúng dạng: {reason}. Hãy lấy lại từ trục."
    message_en = "The evidence bundle is malformed: {reason}. Fetch it from the axis again."


class LeafForeign(EvidenceError):
    code = "EVD-010"
    message = "Mục số {index} trong gói chứng cứ không nói về biên nhận này ({fact})."
    message_en = "Entry {index} of the bundle is not about this receipt ({fact})."


class TimestampWrong(EvidenceError):
    code = "EVD-011"
    message = "Dấu thời gian không đúng: {reason}. Không dùng dấu thời gian này làm chứng cứ."
    message_en = "The time stamp is wrong: {reason}. Do not use it as evidence."


class PastRewritten(EvidenceError):
    code = "EVD-012"
    message = (
        "Sổ chứng cứ của trục không nối tiếp sổ đã thấy trước đây ({seen} mục, nay {now} mục): quá khứ đã bị viết lại. "
        "Giữ lại cả hai đầu sổ và báo đơn vị vận hành trục."
    )
    message_en = (
        "The log of the axis does not continue the one seen before ({seen} entries then, {now} now): its past was rewritten. "
        "Keep both heads and tell the operator of the axis."
    )
