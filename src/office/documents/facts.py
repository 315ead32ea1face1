"""Lists of facts about documents: types, security, urgency, origin, statuses told to a sender, legal value.

Sources: NĐ 30/2020/NĐ-CP Điều 7 and Phụ lục III (29 types and abbreviations); QĐ 28/2018/QĐ-TTg (electronic-only
types); QCVN 102:2016 Sửa đổi 1:2022 (status codes).
"""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices


class Flow(TextChoices):
    INCOMING = "incoming", "Văn bản đến"
    OUTGOING = "outgoing", "Văn bản đi"


class Security(TextChoices):
    ORDINARY = "ordinary", "Thường"
    CONFIDENTIAL = "confidential", "Mật"
    SECRET = "secret", "Tối mật"
    TOP_SECRET = "top_secret", "Tuyệt mật"


class Urgency(IntegerChoices):
    NORMAL = 0, "Thường"
    URGENT = 1, "Khẩn"
    VERY_URGENT = 2, "Thượng khẩn"
    EXPRESS = 3, "Hỏa tốc"
    EXPRESS_AT_HOUR = 4, "Hỏa tốc hẹn giờ"


class Origin(TextChoices):
    AXIS = "axis", "Qua Trục"
    PAPER = "paper", "Bản giấy"
    OWN = "own", "Soạn tại cơ quan"


class LegalValue(TextChoices):
    FULL = "full", "Thay thế bản giấy"
    NOT_YET = "not_yet", "Chưa kiểm tra được đầy đủ"
    REFERENCE_ONLY = "reference_only", "Chỉ để tham khảo"


class FileKind(TextChoices):
    MAIN = "main", "Văn bản chính"
    APPENDIX = "appendix", "Phụ lục"
    ORIGINAL = "original", "Văn bản được chuyển tiếp"  # another agency's signed file, sent on byte for byte


class LinkKind(TextChoices):
    REPLIES_TO = "replies_to", "Trả lời"
    REPLACES = "replaces", "Thay thế"
    RELATED = "related", "Liên quan"
    FORWARDS = "forwards", "Chuyển tiếp"


class StatusCode(TextChoices):
    """What the receiver tells the sender (edXML status packet)."""

    ARRIVED = "01", "Đã đến"
    REFUSED = "02", "Từ chối tiếp nhận"
    ACCEPTED = "03", "Đã tiếp nhận"
    ASSIGNED = "04", "Đã phân công"
    IN_PROGRESS = "05", "Đang xử lý"
    DONE = "06", "Đã hoàn thành"
    RETRIEVE = "13", "Yêu cầu lấy lại"
    AGREED = "15", "Đã thu hồi"
    DECLINED = "16", "Không đồng ý lấy lại"


@dataclass(frozen=True)
class DocumentType:
    """One type: our code (the printed abbreviation, or a short word where there is none), name, abbreviation in
    notations, electronic-only or with paper."""

    code: str
    name: str
    abbreviation: str
    electronic_only: bool


DOCUMENT_TYPES: tuple[DocumentType, ...] = (
    DocumentType("CV", "Công văn", "", True),
    DocumentType("NQ", "Nghị quyết", "NQ", True),
    DocumentType("QD", "Quyết định", "QĐ", True),
    DocumentType("CT", "Chỉ thị", "CT", True),
    DocumentType("QC", "Quy chế", "QC", True),
    DocumentType("QyD", "Quy định", "QyĐ", True),
    DocumentType("TC", "Thông cáo", "TC", True),
    DocumentType("TB", "Thông báo", "TB", True),
    DocumentType("HD", "Hướng dẫn", "HD", True),
    DocumentType("CTr", "Chương trình", "CTr", True),
    DocumentType("KH", "Kế hoạch", "KH", True),
    DocumentType("PA", "Phương án", "PA", True),
    DocumentType("DeA", "Đề án", "ĐA", True),
    DocumentType("DA", "Dự án", "DA", True),
    DocumentType("BC", "Báo cáo", "BC", True),
    DocumentType("BB", "Biên bản", "BB", False),
    DocumentType("TTr", "Tờ trình", "TTr", True),
    DocumentType("HDo", "Hợp đồng", "HĐ", False),
    DocumentType("CD", "Công điện", "CĐ", True),
    DocumentType("BGN", "Bản ghi nhớ", "BGN", False),
    DocumentType("BTT", "Bản thỏa thuận", "BTT", False),
    DocumentType("GUQ", "Giấy ủy quyền", "GUQ", True),
    DocumentType("GM", "Giấy mời", "GM", True),
    DocumentType("GGT", "Giấy giới thiệu", "GGT", False),
    DocumentType("GNP", "Giấy nghỉ phép", "GNP", False),
    DocumentType("PG", "Phiếu gửi", "PG", True),
    DocumentType("PC", "Phiếu chuyển", "PC", True),
    DocumentType("PB", "Phiếu báo", "PB", True),
    DocumentType("ThC", "Thư công", "", False),
)
BY_CODE = {one.code: one for one in DOCUMENT_TYPES}
