"""What is worth saying about a packet that was read. Doors: Finding, Severity, Notes, REMARKS.

Remarks of reading are EDX-101 to EDX-149, those of checking EDX-161 to EDX-199. Like refusals they are one table.
"""

from dataclasses import dataclass
from enum import StrEnum

from edxml.errors import PacketError, Sentence


class Severity(StrEnum):
    """How much a finding weighs: ``refused`` nothing can be read, ``error`` breaks a rule, ``warning`` may hurt, ``note``."""

    REFUSED = "refused"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing found in a packet, as a code and a sentence in two languages."""

    code: str
    severity: Severity
    message: str
    message_en: str

    def text(self, lang: str = "vi") -> str:
        """Return the sentence in ``vi`` or ``en``."""
        return self.message_en if lang == "en" else self.message


def finding(severity: Severity, sentence: Sentence, **facts: object) -> Finding:
    """Return the sentence with its facts filled in."""
    return Finding(sentence.code, severity, sentence.vi.format(**facts), sentence.en.format(**facts))


def refused(error: PacketError) -> Finding:
    """Return a refusal in the shape of a finding."""
    return Finding(error.code, Severity.REFUSED, error.message, error.message_en)


class Notes:
    """The findings collected while one packet is read or checked; each said once."""

    def __init__(self) -> None:
        self._found: dict[Finding, None] = {}

    def note(self, sentence: Sentence, **facts: object) -> None:
        self._found[finding(Severity.NOTE, sentence, **facts)] = None

    def warn(self, sentence: Sentence, **facts: object) -> None:
        self._found[finding(Severity.WARNING, sentence, **facts)] = None

    def error(self, sentence: Sentence, **facts: object) -> None:
        self._found[finding(Severity.ERROR, sentence, **facts)] = None

    def all(self) -> tuple[Finding, ...]:
        """Return the findings in the order they were met."""
        return tuple(self._found)


BOM = Sentence("EDX-101", "Gói tin bắt đầu bằng dấu BOM của UTF-8.", "The packet starts with a UTF-8 byte order mark.")
STATUS_ELEMENT = Sentence(
    "EDX-102",
    "Gói tin trạng thái dùng phần tử Status thay cho MessageHeader.",
    "The status packet uses the element Status instead of MessageHeader.",
)
NO_OPERATION = Sentence(
    "EDX-103",
    "Gói tin không nêu nghiệp vụ (Bussiness); coi là văn bản mới.",
    "The packet names no operation (Bussiness); taken as a new document.",
)
BAD_DATE = Sentence(
    "EDX-104", "Không đọc được ngày “{value}” ở {element}.", "The date “{value}” in {element} is unreadable."
)
ODD_DATE = Sentence(
    "EDX-105",
    "Ngày “{value}” ở {element} không đúng mẫu yyyy/MM/dd; đã đọc là {read}.",
    "The date “{value}” in {element} is not yyyy/MM/dd; read as {read}.",
)
BAD_NUMBER = Sentence(
    "EDX-106",
    "Giá trị “{value}” ở {element} không phải số (đọc được: {read}).",
    "The value “{value}” in {element} is not a number (read: {read}).",
)
RECEIVER_WITHOUT_CODE = Sentence(
    "EDX-107",
    "Một nơi nhận (“{name}”) không có mã định danh nên bị bỏ qua.",
    "A receiver (“{name}”) has no agency code and is left out.",
)
TRACE_WITHOUT_CODE = Sentence(
    "EDX-108", "Một chặng chuyển tiếp không có mã định danh.", "A hop of the trace has no agency code."
)
ID_MADE = Sentence(
    "EDX-109",
    "Gói tin không có DocumentId; đã lập từ nơi gửi, ngày, số và ký hiệu: {document_id}.",
    "The packet has no DocumentId; made from sender, date, number and notation: {document_id}.",
)
ID_IGNORED = Sentence(
    "EDX-110",
    "Bỏ qua Bussiness/DocumentId “{value}” vì văn bản mới không trỏ tới văn bản trước.",
    "Bussiness/DocumentId “{value}” is ignored because a new document points at no earlier one.",
)
LONG_CODE = Sentence(
    "EDX-111",
    "Mã định danh “{value}” dài quá 35 ký tự.",
    "The agency code “{value}” is longer than 35 characters.",
)
CLEANED = Sentence(
    "EDX-112",
    "Đã bỏ ký tự điều khiển hoặc ký tự ẩn trong {element}.",
    "Control or invisible characters were removed from {element}.",
)
NORMALISED = Sentence(
    "EDX-113",
    "Chữ tiếng Việt ở dạng tổ hợp (NFD) đã được chuyển sang dựng sẵn (NFC).",
    "Decomposed Vietnamese letters (NFD) were composed (NFC).",
)
EMPTY_RESPONSE = Sentence(
    "EDX-114", "Bỏ qua một phần tử ResponseFor rỗng.", "An empty ResponseFor element is left out."
)
SIGNATURE_UNTRUSTED = Sentence(
    "EDX-115",
    "Gói tin có chữ ký XML; không dùng để xác thực. Giá trị pháp lý nằm ở chữ ký trong tệp văn bản.",
    "The packet carries an XML signature; it is not relied on. Legal value lies in the signatures inside the files.",
)
GATEWAY_LAYOUT = Sentence(
    "EDX-116",
    "Tệp đính kèm nằm ở edXMLAttachments/AttachmentData (mẫu của cổng kết nối cũ), không theo quy chuẩn.",
    "Attachments stand in edXMLAttachments/AttachmentData (an early gateway's layout), not as the standard says.",
)
FLAT_LAYOUT = Sentence(
    "EDX-117",
    "Gói tin theo mẫu phẳng http://www.go.vn/eDoc.",
    "The packet is in the flat layout http://www.go.vn/eDoc.",
)
CODE_IN_ONE = Sentence(
    "EDX-118",
    "Số và ký hiệu viết liền “{value}”; đã tách ở dấu gạch chéo đầu tiên.",
    "Number and notation are written together “{value}”; split at the first slash.",
)
STATUS_PADDED = Sentence(
    "EDX-119", "Mã trạng thái “{value}” thiếu số 0 ở đầu.", "The status code “{value}” lacks its leading zero."
)
NAME_DIFFERS = Sentence(
    "EDX-131",
    "Tên tệp “{name}” ở danh mục khác tên “{other}” ở phần đính kèm.",
    "The file name “{name}” in the manifest differs from “{other}” in the attachment.",
)
TYPE_DIFFERS = Sentence(
    "EDX-132",
    "Tệp “{name}” khai là {declared} nhưng nội dung là {found}.",
    "The file “{name}” is declared {declared} but its content is {found}.",
)
CONTENT_MISSING = Sentence(
    "EDX-133",
    "Tệp “{name}” có trong danh mục nhưng không có nội dung kèm theo.",
    "The file “{name}” is listed but no content came with it.",
)
NOT_LISTED = Sentence(
    "EDX-134",
    "Tệp “{name}” có nội dung nhưng không có trong danh mục.",
    "The file “{name}” has content but is not listed in the manifest.",
)
BASE64_BROKEN = Sentence(
    "EDX-135",
    "Nội dung của tệp “{name}” không phải Base64 hợp lệ hoặc bị cắt cụt.",
    "The content of the file “{name}” is not valid Base64 or is cut short.",
)
ZIP_BROKEN = Sentence(
    "EDX-136",
    "Tệp “{name}” được gửi dạng ZIP nhưng ZIP bị hỏng hoặc bị cắt cụt; giữ nguyên như khi nhận.",
    "The file “{name}” came as a ZIP that is damaged or cut short; kept as it came.",
)
ZIP_LOCKED = Sentence(
    "EDX-137",
    "Tệp “{name}” được gửi dạng ZIP có mật khẩu hoặc kiểu nén lạ; giữ nguyên như khi nhận.",
    "The file “{name}” came as a ZIP with a password or an unknown compression; kept as it came.",
)
ENTRY_PATH = Sentence(
    "EDX-138",
    "Tên bên trong ZIP của tệp “{name}” chứa đường dẫn; hệ thống không dùng tên này.",
    "The name inside the ZIP of “{name}” contains a path; the name is not used.",
)
NAMELESS = Sentence(
    "EDX-139",
    "Một tệp đính kèm không có tên; tạm gọi là “{name}”.",
    "An attachment has no name; called “{name}”.",
)
SIZE_DIFFERS = Sentence(
    "EDX-140",
    "Tệp “{name}” khai {declared} byte nhưng thực tế {found} byte.",
    "The file “{name}” is declared with {declared} bytes but has {found}.",
)
NO_ATTACHMENT = Sentence("EDX-161", "Gói tin không có tệp đính kèm.", "The packet has no attachment.")
FIRST_NOT_PDF = Sentence(
    "EDX-162",
    "Tệp đầu tiên “{name}” không phải PDF ({found}); văn bản chính phải là PDF đã ký số.",
    "The first file “{name}” is not a PDF ({found}); the main document must be a signed PDF.",
)
EMPTY_FILE = Sentence("EDX-163", "Tệp “{name}” rỗng.", "The file “{name}” is empty.")
FIELD_MISSING = Sentence("EDX-164", "Thiếu {element}.", "{element} is missing.")
ISSUED_LATER = Sentence(
    "EDX-165",
    "Ngày ban hành {value} ở tương lai.",
    "The date of issue {value} lies in the future.",
)
REASON_MISSING = Sentence(
    "EDX-166",
    "Nghiệp vụ {operation} phải nêu lý do.",
    "The operation {operation} must state a reason.",
)
TARGET_MISSING = Sentence(
    "EDX-167",
    "Nghiệp vụ {operation} phải có Bussiness/DocumentId của văn bản trước.",
    "The operation {operation} must carry Bussiness/DocumentId of the earlier document.",
)
REPLACEMENT_MISSING = Sentence(
    "EDX-168",
    "Văn bản thay thế phải nêu ít nhất một văn bản bị thay thế (ReplacementInfo).",
    "A replacement must name at least one replaced document (ReplacementInfo).",
)
CHANGE_MISSING = Sentence(
    "EDX-169",
    "Văn bản cập nhật phải nêu nội dung thay đổi (BussinessDocumentInfo).",
    "An update must say what changes (BussinessDocumentInfo).",
)
SECRET = Sentence(
    "EDX-170",
    "{element} ghi “{value}”: văn bản mật không được gửi qua trục (QĐ 28/2018/QĐ-TTg Điều 1).",
    "{element} says “{value}”: secret documents must not travel on the axis (QĐ 28/2018/QĐ-TTg Điều 1).",
)
FIELD_LONG = Sentence(
    "EDX-171",
    "{element} dài {length} ký tự, nơi nhận có thể chỉ lưu {limit}.",
    "{element} has {length} characters; receivers may keep only {limit}.",
)
CODE_FORM = Sentence(
    "EDX-172",
    "Mã định danh “{value}” không theo QCVN 102:2016 hay QĐ 20/2020/QĐ-TTg.",
    "The agency code “{value}” follows neither QCVN 102:2016 nor QĐ 20/2020/QĐ-TTg.",
)
TYPE_UNKNOWN = Sentence(
    "EDX-173",
    "Tên loại văn bản “{value}” không có trong danh mục của QCVN 102.",
    "The document type “{value}” is not in the list of QCVN 102.",
)
TYPE_CODE = Sentence(
    "EDX-174",
    "Mã loại {value} không phải mã của “{name}” ({expected}); tên loại được dùng.",
    "The type code {value} is not that of “{name}” ({expected}); the name counts.",
)
DESCRIPTION_MISSING = Sentence(
    "EDX-175", "Trạng thái {value} phải nêu lý do (Description).", "Status {value} must state a reason (Description)."
)
STATUS_OTHER = Sentence(
    "EDX-176",
    "Mã trạng thái {value} không có trong quy chuẩn; hiển thị là “khác”.",
    "The status code {value} is not in the standard; shown as “other”.",
)
ID_FORM = Sentence(
    "EDX-177",
    "DocumentId “{value}” không theo mẫu <mã định danh>,<yyyy/MM/dd>,<số>/<ký hiệu>.",
    "DocumentId “{value}” is not of the form <agency code>,<yyyy/MM/dd>,<number>/<notation>.",
)
PREFIX_LOST = Sentence(
    "EDX-178",
    "Phần tử {element} trong phong bì không có tiền tố edXML:; một số hệ thống sẽ từ chối.",
    "The element {element} inside the envelope lacks the prefix edXML:; some systems will refuse it.",
)
RECEIVER_TWICE = Sentence(
    "EDX-179",
    "Nơi nhận {value} được ghi nhiều lần (kể cả bằng mã cũ và mã mới).",
    "The receiver {value} is listed more than once (an old and a new code count as one).",
)
DUE_BEFORE_ISSUE = Sentence(
    "EDX-180",
    "Hạn xử lý {due} sớm hơn ngày ban hành {issued}.",
    "The deadline {due} precedes the date of issue {issued}.",
)
PRIORITY_RANGE = Sentence("EDX-181", "Độ khẩn {value} ngoài khoảng 0 đến 4.", "The priority {value} is outside 0 to 4.")
DANGEROUS_FILE = Sentence(
    "EDX-182",
    "Tệp “{name}” là chương trình hoặc kiểu tệp nguy hiểm ({found}).",
    "The file “{name}” is a program or a dangerous kind of file ({found}).",
)
TRACE_MISSING = Sentence("EDX-183", "Gói tin không có TraceHeader nào.", "The packet has no TraceHeader.")
CENTRE_RECEIVER = Sentence(
    "EDX-184",
    "Nơi nhận {value} là trung tâm liên thông, không phải cơ quan nhận văn bản.",
    "The receiver {value} is an integration centre, not an agency that takes documents.",
)

REMARKS: tuple[Sentence, ...] = (
    BOM, STATUS_ELEMENT, NO_OPERATION, BAD_DATE, ODD_DATE, BAD_NUMBER, RECEIVER_WITHOUT_CODE, TRACE_WITHOUT_CODE,
    ID_MADE, ID_IGNORED, LONG_CODE, CLEANED, NORMALISED, EMPTY_RESPONSE, SIGNATURE_UNTRUSTED, GATEWAY_LAYOUT,
    FLAT_LAYOUT, CODE_IN_ONE, STATUS_PADDED, NAME_DIFFERS, TYPE_DIFFERS, CONTENT_MISSING, NOT_LISTED, BASE64_BROKEN,
    ZIP_BROKEN, ZIP_LOCKED, ENTRY_PATH, NAMELESS, SIZE_DIFFERS, NO_ATTACHMENT, FIRST_NOT_PDF, EMPTY_FILE,
    FIELD_MISSING, ISSUED_LATER, REASON_MISSING, TARGET_MISSING, REPLACEMENT_MISSING, CHANGE_MISSING, SECRET,
    FIELD_LONG, CODE_FORM, TYPE_UNKNOWN, TYPE_CODE, DESCRIPTION_MISSING, STATUS_OTHER, ID_FORM, PREFIX_LOST,
    RECEIVER_TWICE, DUE_BEFORE_ISSUE, PRIORITY_RANGE, DANGEROUS_FILE, TRACE_MISSING, CENTRE_RECEIVER,
)  # fmt: skip
