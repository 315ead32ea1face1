"""Every fact a verdict can name, as data. Doors: Level, Fact, FACTS, LEADS.

The order of the table is the order of importance: the sentence of a verdict speaks of the first fact of its level.
Stable codes: other programs read them.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a fact does to the verdict."""

    BROKEN = "broken"
    INDETERMINATE = "indeterminate"
    REMARK = "remark"
    NOTE = "note"  # shown, changes nothing


@dataclass(frozen=True)
class Fact:
    """One fact: its level unless the finding says otherwise, and its words inside a sentence."""

    level: Level
    vi: str
    en: str


B, I, R, N = Level.BROKEN, Level.INDETERMINATE, Level.REMARK, Level.NOTE  # noqa: E741

FACTS: dict[str, Fact] = {
    "structure_damaged": Fact(
        B, "tệp bị hỏng hoặc bị cắt sau khi ký", "the file was damaged or cut after signing"),
    "bytes_before_header": Fact(
        B, "có dữ liệu lạ chèn trước phần đầu của tệp PDF; hãy yêu cầu gửi lại tệp gốc",
        "foreign data stands before the beginning of the PDF; ask for the original file"),
    "range_outside_file": Fact(
        B, "phần đã ký dài hơn tệp nhận được: tệp này được cắt ra từ một tệp đã ký",
        "the signed part is longer than this file: it was cut out of a signed file"),
    "range_with_gap": Fact(
        B, "chữ ký không bao trùm trọn phần đã ký của tệp", "the signature leaves a gap in what it claims to cover"),
    "signature_unreadable": Fact(B, "dữ liệu chữ ký không đọc được", "the signature data cannot be read"),
    "signature_hidden": Fact(
        B,
        "một chữ ký trên tệp đã bị gỡ khỏi danh sách chữ ký",
        "a signature of this file was taken off its list of signatures",
    ),
    "signature_shared": Fact(
        B, "một chữ ký được gắn vào hai ô ký khác nhau", "one signature is shown in two signature fields"),
    "digest_wrong": Fact(
        B, "nội dung đã bị sửa sau khi ký", "the content was altered after signing"),
    "value_wrong": Fact(
        B, "giá trị chữ ký không khớp với chứng thư số của người ký",
        "the signature value does not match the signer's certificate"),
    "attributes_wrong": Fact(
        B, "chứng thư số kèm theo không phải chứng thư đã dùng để ký",
        "the certificate enclosed is not the one that signed"),
    "bytes_appended": Fact(
        B, "có dữ liệu nối thêm vào cuối tệp sau khi ký", "data was appended to the file after signing"),
    "content_changed_after": Fact(
        B, "nội dung trang đã bị thay đổi sau chữ ký", "page content was changed after the signature"),
    "certification_exceeded": Fact(
        B, "tệp đã bị thay đổi quá giới hạn mà chữ ký chứng nhận cho phép",
        "the file was changed beyond what its certification signature permits"),
    "revoked_before_signing": Fact(
        B, "chứng thư số đã bị thu hồi trước khi ký", "the certificate had been revoked before signing"),
    "sha1_refused": Fact(
        B, "chữ ký dùng thuật toán SHA-1, không còn được chấp nhận", "the signature uses SHA-1, which is refused"),
    "check_stopped": Fact(
        I, "chương trình kiểm tra đã nhiều lần dừng giữa chừng ở tệp này",
        "the checking program stopped several times at this file"),
    "no_trust_anchors": Fact(
        I, "chữ ký còn nguyên vẹn nhưng hệ thống chưa được cài chứng thư gốc để kiểm tra người ký",
        "the signature is intact, but no trust anchors are installed to check the signer"),
    "signer_certificate_missing": Fact(
        I, "chữ ký không kèm chứng thư số của người ký", "the signer's certificate is not enclosed"),
    "format_unsupported": Fact(
        I, "định dạng hoặc thuật toán chữ ký chưa được hỗ trợ", "the format or algorithm is not supported"),
    "too_large_to_compare": Fact(
        I, "tệp quá lớn để so sánh các lần sửa sau khi ký", "the file is too large to compare its revisions"),
    "chain_unknown": Fact(
        I, "chứng thư số không do tổ chức được tin cậy cấp", "the certificate does not lead to a trusted authority"),
    "key_usage_wrong": Fact(
        I, "chứng thư số không dùng để ký văn bản", "the certificate is not meant for signing"),
    "certificate_not_yet_valid": Fact(
        I, "chứng thư số chưa có hiệu lực lúc ký", "the certificate was not yet valid when signing"),
    "certificate_expired": Fact(
        I, "chứng thư số hết hạn và không có dấu thời gian chứng minh đã ký trước đó",
        "the certificate has expired and no time stamp proves an earlier signing"),
    "revoked_later_unproven": Fact(
        I, "chứng thư số bị thu hồi sau thời điểm ký khai báo và không có dấu thời gian chứng minh",
        "the certificate was revoked after the claimed time of signing, which no time stamp proves"),
    "revocation_unknown": Fact(
        I, "chưa có danh sách thu hồi để kiểm tra chứng thư số", "no revocation list to check the certificate"),
    "sha1_digest": Fact(
        R, "chữ ký dùng thuật toán băm SHA-1 đã cũ", "the signature uses the old digest SHA-1"),
    "sha1_certificate": Fact(
        R, "chứng thư số được cấp bằng thuật toán SHA-1 đã cũ", "the certificate was issued with the old SHA-1"),
    "stamped_after": Fact(
        R, "có dấu hoặc chú thích được thêm lên trang sau chữ ký", "stamps or notes were added after the signature"),
    "timestamp_wrong": Fact(
        R, "dấu thời gian kèm theo không đúng nên chỉ có thời gian khai báo",
        "the time stamp enclosed is wrong, so the time is only claimed"),
    "timestamp_untrusted": Fact(
        R, "máy chủ cấp dấu thời gian chưa được tin cậy nên chỉ có thời gian khai báo",
        "the time stamp server is not trusted, so the time is only claimed"),
    "no_timestamp": Fact(
        R, "không có dấu thời gian, thời gian ký do người ký khai báo",
        "there is no time stamp, the time of signing is claimed by the signer"),
    "future_time": Fact(R, "thời gian ký ở tương lai", "the time of signing lies in the future"),
    "times_differ": Fact(
        R, "thời gian ký khai báo khác dấu thời gian quá một ngày",
        "the claimed time differs from the time stamp by more than a day"),
    "leftover_signature": Fact(
        R, "tệp còn dấu vết của chữ ký thuộc về một tệp khác", "the file keeps the remains of another file's signature"),
    "structure_repaired": Fact(
        N, "cấu trúc tệp có lỗi nhưng vẫn mở được", "the structure of the file has faults but it can be opened"),
    "timestamped_later": Fact(
        N, "dấu thời gian được bổ sung sau khi ký", "the time stamp was added after signing"),
    "timestamp_unchecked": Fact(
        N, "chưa kiểm tra được máy chủ cấp dấu thời gian", "the time stamp server could not be checked"),
    "agency_before_person": Fact(
        N, "chữ ký cơ quan đứng trước chữ ký cá nhân", "the agency signed before the person"),
    "certification_signature": Fact(
        N, "là chữ ký chứng nhận có giới hạn việc sửa tệp", "a certification signature that limits later changes"),
}  # fmt: skip

# the sentence of a verdict: this, with the words of its first fact
LEADS: dict[str, tuple[str, str]] = {
    "valid": (
        "Chữ ký số hợp lệ, xử lý ngay, không cần chờ bản giấy.",
        "The signatures are valid: act on it now, do not wait for paper.",
    ),
    "valid_with_remarks": (
        "Chữ ký số hợp lệ, xử lý ngay, không cần chờ bản giấy; lưu ý: {fact}.",
        "The signatures are valid: act on it now, do not wait for paper. Note: {fact}.",
    ),
    "indeterminate": ("Chưa kết luận được về chữ ký số: {fact}.", "No conclusion about the signatures yet: {fact}."),
    "broken": ("Chữ ký số không hợp lệ: {fact}.", "The signatures are not valid: {fact}."),
    "unsigned": ("Tệp không có chữ ký số.", "The file carries no signature."),
}
UNSIGNED_WITH_FACT = ("Tệp không có chữ ký số: {fact}.", "The file carries no signature: {fact}.")
