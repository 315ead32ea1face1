"""What the record of events may refuse to say."""

from kit.errors import DomainError


class SealKeyUnsafe(DomainError):
    code = "AUD-001"
    message = "Khóa niêm phong nhật ký {path} không phải khóa Ed25519 dạng PEM, hoặc người khác đọc được. Hãy sửa rồi chạy lại."
    message_en = "The audit seal key {path} is not an Ed25519 PEM key, or others can read it. Fix it and start again."
    http_status = 500


class ChainDamaged(DomainError):
    code = "AUD-002"
    message = "Nhật ký của cơ quan {agency} không còn nguyên vẹn: {sentence}"
    message_en = "The event record of agency {agency} is damaged: {sentence}"
    http_status = 500
