"""Every sentence this library says about a packet. Doors: PacketError, Sentence, REFUSALS.

A refusal (EDX-001 to EDX-099) means that nothing of the packet may be used. A remark (``remarks.py``, EDX-101 and up) travels with a
packet that was read. Codes are never reused. The sentences stand here together so that a translator or a lawyer reads one file.
"""

from dataclasses import dataclass

from edxml.texts import one_line


@dataclass(frozen=True)
class Sentence:
    """A stable code with its sentence in Vietnamese and English; braces are facts."""

    code: str
    vi: str
    en: str


class PacketError(Exception):
    """The packet cannot be used; ``code`` says which rule, ``message`` says it to a person."""

    def __init__(self, sentence: Sentence, **facts: object) -> None:
        self.sentence = sentence
        self.facts = facts
        self.code = sentence.code
        # A fact may be quoted from a packet that is no XML at all; a sentence goes into databases, logs and pages.
        shown = {name: one_line(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        self.message = sentence.vi.format(**shown)
        self.message_en = sentence.en.format(**shown)
        super().__init__(f"{self.code}: {self.message}")

    def text(self, lang: str = "vi") -> str:
        """Return the sentence in ``vi`` or ``en``."""
        return self.message_en if lang == "en" else self.message


CANNOT_OPEN = Sentence(
    "EDX-001",
    "Không mở được tệp {path}: {reason}. Hãy kiểm tra đường dẫn và quyền đọc.",
    "Cannot open {path}: {reason}. Check the path and the permission to read it.",
)
EMPTY = Sentence("EDX-002", "Gói tin rỗng. Hãy gửi lại gói tin.", "The packet is empty. Send it again.")
TOO_LARGE = Sentence(
    "EDX-003",
    "Gói tin vượt quá {limit} byte cho phép. Hãy bớt hoặc chia nhỏ tệp đính kèm.",
    "The packet exceeds the allowed {limit} bytes. Remove or split attachments.",
)
STRAY_START = Sentence(
    "EDX-004",
    "Có ký tự lạ trước phần khai báo <?xml. Hãy tạo lại gói tin, không sửa tay.",
    "Stray characters stand before the <?xml declaration. Make the packet again; do not edit it by hand.",
)
NOT_UTF8 = Sentence(
    "EDX-005",
    "Gói tin không dùng bảng mã UTF-8 (thấy {encoding}). Hãy ghi lại gói tin bằng UTF-8.",
    "The packet is not in UTF-8 (found {encoding}). Write it in UTF-8.",
)
DTD = Sentence(
    "EDX-006",
    "Gói tin chứa khai báo DTD hoặc thực thể XML, bị cấm vì lý do an toàn.",
    "The packet contains a DTD or an XML entity declaration, which is forbidden for safety.",
)
NOT_WELL_FORMED = Sentence(
    "EDX-007",
    "Gói tin sai cú pháp XML gần dòng {line}: {detail}.",
    "The packet is not well-formed XML near line {line}: {detail}.",
)
CUT_SHORT = Sentence(
    "EDX-008",
    "Gói tin bị cắt cụt: XML kết thúc khi phần tử chưa đóng. Hãy gửi lại.",
    "The packet is cut short: the XML ends inside an open element. Send it again.",
)
UNBOUND_PREFIX = Sentence(
    "EDX-009",
    "Gói tin dùng tiền tố XML chưa khai báo gần dòng {line}: {detail}.",
    "The packet uses an undeclared XML prefix near line {line}: {detail}.",
)
MISMATCHED_TAG = Sentence(
    "EDX-010",
    "Thẻ mở và thẻ đóng không khớp gần dòng {line}: {detail}.",
    "Opening and closing tags do not match near line {line}: {detail}.",
)
ILLEGAL_CHARACTER = Sentence(
    "EDX-011",
    "Gói tin chứa ký tự không hợp lệ trong XML gần dòng {line}: {detail}.",
    "The packet contains a character that XML does not allow near line {line}: {detail}.",
)
UNKNOWN_ROOT = Sentence(
    "EDX-012",
    "Không phải gói tin edXML của QCVN 102:2016/BTTTT: phần tử gốc là {root}.",
    "Not an edXML packet of QCVN 102:2016/BTTTT: the root element is {root}.",
)
FLAT_REFUSED = Sentence(
    "EDX-013",
    "Gói tin theo mẫu phẳng http://www.go.vn/eDoc, hệ thống này chưa bật. Hãy gửi theo QCVN 102:2016/BTTTT.",
    "The packet is in the flat layout http://www.go.vn/eDoc, which is not enabled. Send QCVN 102:2016/BTTTT.",
)
NO_HEADER = Sentence(
    "EDX-014",
    "Gói tin không có phần MessageHeader.",
    "The packet has no MessageHeader.",
)
MISSING = Sentence(
    "EDX-015",
    "Thiếu phần tử bắt buộc {element}.",
    "The mandatory element {element} is missing.",
)
REPEATED = Sentence(
    "EDX-016",
    "Phần tử {element} xuất hiện nhiều lần nên không biết giá trị nào đúng.",
    "The element {element} appears more than once, so no value can be trusted.",
)
TOO_DEEP = Sentence(
    "EDX-017",
    "Gói tin lồng quá {limit} cấp phần tử.",
    "The packet nests elements more than {limit} levels deep.",
)
TOO_MANY_ELEMENTS = Sentence(
    "EDX-018",
    "Gói tin có quá {limit} phần tử hoặc thuộc tính.",
    "The packet has more than {limit} elements or attributes.",
)
TEXT_TOO_LONG = Sentence(
    "EDX-019",
    "Nội dung của {element} dài quá {limit} ký tự.",
    "The text of {element} is longer than {limit} characters.",
)
TOO_MANY_ATTACHMENTS = Sentence(
    "EDX-020",
    "Gói tin có quá {limit} tệp đính kèm.",
    "The packet has more than {limit} attachments.",
)
ZIP_BOMB = Sentence(
    "EDX-021",
    "Tệp đính kèm “{name}” giải nén vượt quá giới hạn an toàn ({limit} byte hoặc gấp {ratio} lần).",
    "The attachment “{name}” unpacks beyond the safe limit ({limit} bytes or {ratio} times).",
)
UNKNOWN_OPERATION = Sentence(
    "EDX-022",
    "Nghiệp vụ BussinessDocType “{value}” không có trong quy chuẩn (chỉ có 0, 1, 2, 3).",
    "The operation BussinessDocType “{value}” is not in the standard (only 0, 1, 2, 3).",
)
TOO_MANY_RECEIVERS = Sentence(
    "EDX-023",
    "Gói tin có quá {limit} nơi nhận.",
    "The packet has more than {limit} receivers.",
)
BAD_STATUS = Sentence(
    "EDX-024",
    "Mã trạng thái “{value}” không phải hai chữ số.",
    "The status code “{value}” is not two digits.",
)
MARKUP_TOO_LARGE = Sentence(
    "EDX-025",
    "Phần ngoài tệp đính kèm lớn quá {limit} byte.",
    "What is not an attachment exceeds {limit} bytes.",
)
CANNOT_WRITE = Sentence(
    "EDX-026",
    "Chưa thể tạo gói tin vì thiếu {field}.",
    "The packet cannot be written because {field} is missing.",
)
ATTACHMENT_LOST = Sentence(
    "EDX-027",
    "Tệp đính kèm “{name}” không có nội dung nên không thể gửi.",
    "The attachment “{name}” has no content and cannot be sent.",
)

REFUSALS: tuple[Sentence, ...] = (
    CANNOT_OPEN, EMPTY, TOO_LARGE, STRAY_START, NOT_UTF8, DTD, NOT_WELL_FORMED, CUT_SHORT, UNBOUND_PREFIX,
    MISMATCHED_TAG, ILLEGAL_CHARACTER, UNKNOWN_ROOT, FLAT_REFUSED, NO_HEADER, MISSING, REPEATED, TOO_DEEP,
    TOO_MANY_ELEMENTS, TEXT_TOO_LONG, TOO_MANY_ATTACHMENTS, ZIP_BOMB, UNKNOWN_OPERATION, TOO_MANY_RECEIVERS,
    BAD_STATUS, MARKUP_TOO_LARGE, CANNOT_WRITE, ATTACHMENT_LOST,
)  # fmt: skip
