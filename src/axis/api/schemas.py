"""Shapes of the native API, for its OpenAPI document."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]  # the database keeps every character but this one


class ErrorDetail(Schema):
    code: str = Field(description="Mã lỗi ổn định, ví dụ AXS-104")
    message: str
    message_en: str
    receivers: list[str] | None = Field(None, description="Các nơi nhận bị từ chối, khi lỗi do nơi nhận")


class Error(Schema):
    error: ErrorDetail


class SubmittedOut(Schema):
    transfer_id: str = Field(description="Mã lượt chuyển do trục cấp (UUIDv7)")
    receipt: str = Field(description="Biên nhận: JWS dạng gọn, ký bằng khóa của trục")


class DeliveryOut(Schema):
    delivery_id: str
    transfer_id: str
    kind: str = Field(description="edoc hoặc status")
    operation: str = Field(description="new, recall, update, replace; status với gói trạng thái")
    status: str | None
    document_id: str | None
    sender: str
    receiver: str
    state: str
    sha256: str
    size: int
    submitted_at: str


class InboxOut(Schema):
    deliveries: list[DeliveryOut]
    next: str | None = Field(description="Mã trang sau, dùng được 10 phút; null khi đã hết")


class AckIn(Schema):
    outcome: Text = Field(description="taken hoặc failed")
    reason: Text = Field("", description="Bắt buộc khi failed")


class AckOfIn(AckIn):
    delivery_id: UUID


class AcksIn(Schema):
    deliveries: list[AckOfIn] = Field(min_length=1, max_length=200)


class AckOfOut(Schema):
    delivery_id: str
    state: str | None = Field(description="taken hoặc failed; null khi lượt này bị từ chối")
    error: ErrorDetail | None


class AcksOut(Schema):
    results: list[AckOfOut] = Field(description="Theo thứ tự đã gửi")


class ReceiverOut(Schema):
    delivery_id: str
    receiver: str
    served_by: str = Field(description="Mã cơ quan đang phục vụ mã nhận này (khác khi đã sáp nhập)")
    note: str | None = Field(None, description="Vì sao cơ quan khác phục vụ mã này: sắp xếp nào, từ ngày nào")
    state: str
    submitted_at: str
    delivered_at: str | None
    closed_at: str | None
    failure: str | None
    business_status: str | None
    business_status_at: str | None


class TraceOut(Schema):
    transfer_id: str
    kind: str
    operation: str
    status: str | None
    document_id: str | None
    sender: str
    sha256: str
    size: int
    accepted_at: str
    receivers: list[ReceiverOut]
    events: list[dict[str, Any]]


class FormerNameOut(Schema):
    name: str
    until: str = Field(description="Ngày tên này thôi dùng")


class AgencyOut(Schema):
    code: str
    code_qcvn102: str | None
    aliases: list[str] = Field(
        description="Mọi mã khác đang dùng cho cơ quan này; mã không còn trong danh sách là đã bỏ"
    )
    name: str
    former_names: list[FormerNameOut]
    parent: str | None = Field(description="Mã cơ quan cấp trên")
    level: str | None = Field(description="central, province, department, district, commune; null khi chưa rõ")
    bloc: str = Field(description="party, government, mass, other")
    unit_code: str | None = Field(description="Mã đơn vị hành chính (không phải mã định danh)")
    system: str | None
    valid_from: str
    valid_to: str | None = Field(description="Ngày đầu tiên không còn hoạt động")
    successor: str | None = Field(description="Mã cơ quan nhận văn bản thay")
    heirs: list[str] = Field(description="Mã mọi cơ quan kế thừa; nơi nhận văn bản thay đứng đầu")
    version: int


class AgenciesOut(Schema):
    version: int
    next: str | None = Field(description="Mã trang sau; null khi đã hết, lúc đó hãy giữ `version`")
    agencies: list[AgencyOut]


class HeadOut(Schema):
    size: int = Field(description="Số mục của sổ chứng cứ")
    head: str | None = Field(description="Đầu sổ: JWS dạng gọn; null khi sổ còn trống")
    timestamp: str | None = Field(description="Dấu thời gian RFC 3161 trên đầu sổ, DER dạng Base64")
    consistency: list[str] | None = Field(description="Chứng minh nối tiếp từ `since`; null khi không có")


class ConsistencyOut(Schema):
    first: int
    second: int
    proof: list[str]


class EntryOut(Schema):
    index: int
    text: str = Field(description="Nguyên văn mục sổ: chính các byte được băm")
    proof: list[str] = Field(description="Đường băm từ mục này tới gốc của đầu sổ, dạng hex")


class BundleOut(Schema):
    format: str
    version: int
    receipt: str
    entries: list[EntryOut]
    head: str
    timestamp: str | None


class KeyOut(Schema):
    kid: str
    alg: str
    pem: str


class KeysOut(Schema):
    axis: str
    title: str
    keys: list[KeyOut]


class AnnouncementOut(Schema):
    id: str
    text: str
    starts_at: str
    ends_at: str
    origin: str | None = Field(None, description="Trục cấp trên đã đăng; null khi do trục này đăng")


class AnnouncementsOut(Schema):
    announcements: list[AnnouncementOut]
