"""What the room of outgoing documents refuses, each with a stable code."""

from kit.errors import DomainError


class NotPdf(DomainError):
    code = "OUT-001"
    message = "Tệp “{name}” không dùng được: {why}. Hãy chọn tệp PDF (hoặc DOCX khi máy có LibreOffice)."
    message_en = "“{name}” cannot be used: {why}. Choose a PDF (or DOCX where LibreOffice is installed)."


class NotReady(DomainError):
    code = "OUT-002"
    message = "Chưa trình được: {missing}."
    message_en = "Not ready to be put forward: {missing}."


class NoAuthority(DomainError):
    code = "OUT-003"
    message = (
        "{name} không có thẩm quyền ký {type_name} vào ngày {day} (NĐ 30/2020/NĐ-CP Điều 13). Hãy chọn người ký khác."
    )
    message_en = (
        "{name} has no authority to sign {type_name} on {day} (NĐ 30/2020/NĐ-CP Article 13). Choose another signer."
    )


class NoPersonalSignature(DomainError):
    code = "OUT-004"
    message = (
        "Chưa cấp số được: bản này chưa có chữ ký số của người có thẩm quyền (NĐ 30/2020/NĐ-CP Điều 32). "
        "Hãy trả lại để ký lại."
    )
    message_en = "No number yet: this version lacks the signature of the authorised person. Return it to be signed."


class YearChanged(DomainError):
    code = "OUT-005"
    message = "Dự thảo in năm {printed} nhưng hôm nay là năm {year}. Hãy trả lại để lập bản mới."
    message_en = "The draft is printed with the year {printed} but it is {year}. Return it for a new version."


class ReasonMissing(DomainError):
    code = "OUT-006"
    message = "Hãy nêu lý do."
    message_en = "State the reason."
    http_status = 400


class LettersMissing(DomainError):
    code = "OUT-007"
    message = "Phông chữ của văn bản không in được: {letters}. Hãy thay bằng chữ khác."
    message_en = "The official font cannot print: {letters}. Use other letters."


class ReceiverEnded(DomainError):
    code = "OUT-030"
    message = "{name} ({code}) đã giải thể, không có cơ quan kế thừa. Hãy bỏ nơi nhận này hoặc chọn cơ quan khác."
    message_en = "{name} ({code}) was dissolved without an heir. Leave it out or choose another agency."


class ReceiverUnknown(DomainError):
    code = "OUT-008"
    message = "Không có cơ quan mang mã {code} trong danh bạ. Hãy tìm lại, hoặc ghi là gửi bản giấy."
    message_en = "No agency has the code {code}. Search again, or enter it as a paper receiver."


class ReceiverNotConnected(DomainError):
    code = "OUT-032"
    message = "{name} ({code}) chưa nối Trục nên không nhận được bản cập nhật. Hãy gửi bản giấy cho nơi này."
    message_en = "{name} ({code}) is not on the axis and cannot get the update. Send it on paper."


class TooLateForSecrecy(DomainError):
    code = "OUT-033"
    message = (
        "Dự thảo đã có nội dung hoặc tệp trên hệ thống nên không đổi sang độ {level} được (QĐ 28/2018/QĐ-TTg, Điều 1). "
        "Hãy hủy dự thảo này, soạn bản giấy và ghi vào sổ văn bản giấy."
    )
    message_en = (
        "The draft already has text or files in the system and cannot be marked “{level}” (QĐ 28/2018/QĐ-TTg, Article 1). "
        "Cancel it, write it on paper and enter it in the paper register."
    )
    http_status = 409


class NoPlace(DomainError):
    code = "OUT-009"
    message = "Chưa đặt vị trí số, ngày và chữ ký trên trang. Hãy đặt vị trí rồi trình."
    message_en = "The places of number, date and signature are not set. Set them, then put the draft forward."


class ConversionFailed(DomainError):
    code = "OUT-010"
    message = "Không chuyển được tệp “{name}” sang PDF: {why}. Hãy xuất tệp PDF rồi tải lên."
    message_en = "“{name}” could not be converted to PDF: {why}. Export it as PDF and upload that."


class NobodyToSign(DomainError):
    code = "OUT-011"
    message = "Chưa chọn người ký. Hãy chọn người ký rồi trình."
    message_en = "No signer is chosen. Choose one, then put the draft forward."


class ChangeWaits(DomainError):
    code = "OUT-013"
    message = "Đề nghị {what} đang chờ lãnh đạo duyệt. Hãy chờ duyệt hoặc rút đề nghị đó trước."
    message_en = "“{what}” waits for the leader's approval. Wait for it or withdraw it first."
    http_status = 409


class NothingChanges(DomainError):
    code = "OUT-014"
    message = "Chưa có gì thay đổi. Hãy sửa ít nhất một mục, chọn tệp mới, hoặc thêm, bớt nơi nhận."
    message_en = "Nothing changes. Correct a fact, choose a new file, or add or remove a receiver."


class FileNotFit(DomainError):
    code = "OUT-015"
    message = "Tệp mới “{name}” chưa gửi được: {why}. Bản cập nhật phải là PDF đã ký số hợp lệ như bản đã phát hành."
    message_en = "The new file “{name}” cannot be sent: {why}. It must be a PDF with valid signatures."
    http_status = 409


class NotAReceiver(DomainError):
    code = "OUT-016"
    message = "Mã {code} không phải nơi đã nhận văn bản này qua Trục. Hãy chọn trong danh sách nơi nhận."
    message_en = "{code} did not get this document over the axis. Choose among its receivers."


class NobodyLeft(DomainError):
    code = "OUT-017"
    message = "Bỏ hết nơi nhận là thu hồi văn bản. Hãy dùng Thu hồi."
    message_en = "Removing every receiver is a recall. Use recall."


class ChangeDecided(DomainError):
    code = "OUT-018"
    message = "{who} đã quyết định đề nghị này lúc {at}. Hãy tải lại trang."
    message_en = "{who} decided this proposal at {at}. Reload the page."
    http_status = 409


class NotRegistered(DomainError):
    code = "OUT-019"
    message = "Văn bản {document_code} chưa vào sổ. Hãy tiếp nhận và vào sổ rồi chuyển tiếp."
    message_en = "{document_code} is not in the book yet. Register it, then forward it."
    http_status = 409


class NothingSent(DomainError):
    code = "OUT-012"
    message = "Văn bản này không gửi qua Trục nên không có nơi nhận để báo thu hồi. Hãy báo bằng văn bản giấy."
    message_en = "This document was not sent over the axis; announce its recall on paper."
