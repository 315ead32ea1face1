"""What pdfseal refuses, each with a stable code and a sentence. Doors: PdfError and its kinds.

A stranger's bad signature is not an error: that is a verdict. An error says that the request cannot be done.
"""

from typing import ClassVar


class PdfError(Exception):
    """A request about a PDF that cannot be done, with the facts that its sentence names."""

    code: ClassVar[str] = "PDF-000"
    message: ClassVar[str] = "Không xử lý được tệp PDF."
    message_en: ClassVar[str] = "The PDF file cannot be processed."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {self.text()}")

    def text(self, lang: str = "vi") -> str:
        """Return the sentence in ``vi`` or ``en`` with its facts filled in."""
        template = self.message_en if lang == "en" else self.message
        return template.format(**self.facts)


class NotPdf(PdfError):
    code = "PDF-001"
    message = "Tệp này không phải là PDF. Hãy kiểm tra lại tệp đã chọn."
    message_en = "This file is not a PDF. Check the chosen file."


class PdfEncrypted(PdfError):
    code = "PDF-002"
    message = "Tệp PDF đặt mật khẩu nên không đọc được. Hãy yêu cầu nơi gửi gửi lại tệp không đặt mật khẩu."
    message_en = "The PDF is protected by a password and cannot be read. Ask the sender for a file without a password."


class PdfDamaged(PdfError):
    code = "PDF-003"
    message = "Tệp PDF bị hỏng hoặc bị cắt, không đọc được. Hãy yêu cầu gửi lại tệp gốc."
    message_en = "The PDF is damaged or cut and cannot be read. Ask for the original file again."


class PdfTooLarge(PdfError):
    code = "PDF-004"
    message = "Tệp PDF quá lớn để kiểm tra ({size} byte, giới hạn {limit} byte)."
    message_en = "The PDF is too large to check ({size} bytes, the limit is {limit} bytes)."


class KeyUnreadable(PdfError):
    code = "PDF-005"
    message = "Không mở được khóa ký số: sai mật khẩu hoặc tệp PKCS#12 không có khóa và chứng thư số."
    message_en = "The signing key cannot be opened: wrong password, or the PKCS#12 file lacks a key or a certificate."


class KeyUnsuitable(PdfError):
    code = "PDF-006"
    message = "Loại khóa ký số không được hỗ trợ ({kind}). Hãy dùng khóa RSA từ 2048 bit hoặc ECDSA."
    message_en = "This kind of signing key is not supported ({kind}). Use RSA of 2048 bits or more, or ECDSA."


class PlaceMissing(PdfError):
    code = "PDF-007"
    message = "Văn bản không có trang {page} để đặt chữ ký."
    message_en = "The document has no page {page} on which to place the signature."


class TimestampUnavailable(PdfError):
    code = "PDF-008"
    message = "Máy chủ cấp dấu thời gian không trả lời đúng ({reason}). Có thể bổ sung dấu thời gian sau."
    message_en = "The time stamp server gave no usable answer ({reason}). The time stamp can be added later."


class SignatureMismatch(PdfError):
    code = "PDF-009"
    message = "Chữ ký nhận được không thuộc về văn bản đang chờ ký. Hãy ký lại từ đầu."
    message_en = "The signature received does not belong to the document waiting for it. Start signing again."


class DrawingFailed(PdfError):
    code = "PDF-010"
    message = "Không vẽ được hình chữ ký ({reason}). Hãy kiểm tra ảnh chữ ký, ảnh con dấu và thư mục phông chữ."
    message_en = "The look of the signature cannot be drawn ({reason}). Check the picture and the font folder."


class TrustUnreadable(PdfError):
    code = "PDF-011"
    message = "Không đọc được thư mục chứng thư tin cậy “{name}”."
    message_en = "The folder of trusted certificates “{name}” cannot be read."


class PkiExists(PdfError):
    code = "PDF-012"
    message = "Thư mục “{name}” đã có hệ thống chứng thư thử nghiệm. Hãy chọn thư mục khác."
    message_en = "The folder “{name}” already holds a test PKI. Choose another folder."


class NoMemberOfPki(PdfError):
    code = "PDF-013"
    message = "Hệ thống chứng thư thử nghiệm không có “{name}”."
    message_en = "The test PKI has no member “{name}”."


class FileUnreadable(PdfError):
    code = "PDF-014"
    message = "Không mở được tệp “{name}”. Hãy kiểm tra đường dẫn và quyền đọc."
    message_en = "The file “{name}” cannot be opened. Check its path and your rights."


class PdfTooComplex(PdfError):
    code = "PDF-015"
    message = "Tệp PDF có cấu trúc bất thường, quá phức tạp để kiểm tra. Hãy yêu cầu gửi lại tệp gốc."
    message_en = "The PDF has an abnormal structure, too complex to check. Ask for the original file again."
