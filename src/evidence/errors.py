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
