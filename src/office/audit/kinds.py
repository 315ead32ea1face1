"""The table of kinds of events. Doors: KINDS, Kind.

Every room adds its kinds here, so that a reader of the record needs one table. ``verb`` is what the timeline says
after the actor's name; ``notice`` kinds are worth a word to the other people who hold the document.
A kind is never renamed or reused: chained events keep it for ever.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    name: str
    verb: str | Promise
    notice: bool = False


TABLE: tuple[Kind, ...] = (
    # organisation
    Kind("organisation.delegated", _("ủy quyền xử lý"), notice=True),
    Kind("organisation.delegation_revoked", _("thôi ủy quyền xử lý"), notice=True),
    Kind("organisation.imported", _("nạp danh bạ cơ quan")),
    Kind("organisation.logged_in", _("đăng nhập")),
    # files, registers
    Kind("files.infected", _("chặn tệp có mã độc")),
    Kind("registers.number_voided", _("hủy số đã cấp")),
    # documents
    Kind("documents.opened", _("mở văn bản")),
    Kind("documents.file_attached", _("đính kèm tệp")),
    Kind("documents.linked", _("liên kết văn bản")),
    Kind("documents.status_owed", _("báo trạng thái cho bên gửi")),
    # incoming
    Kind("incoming.received", _("nhận văn bản từ Trục"), notice=True),
    Kind("incoming.entered", _("nhập văn bản giấy")),
    Kind("incoming.registered", _("tiếp nhận và vào sổ")),
    Kind("incoming.refused", _("từ chối tiếp nhận")),
    Kind("incoming.put_later", _("để sau")),
    Kind("incoming.corrected", _("sửa thông tin đăng ký")),
    Kind("incoming.duplicate_kept", _("vẫn vào sổ văn bản trùng")),
    Kind("incoming.broken_kept", _("vẫn vào sổ văn bản có chữ ký không hợp lệ")),
    Kind("incoming.secret_entered", _("vào sổ văn bản giấy có độ mật")),
    Kind("incoming.change_asked", _("bên gửi đề nghị thay đổi"), notice=True),
    Kind("incoming.change_agreed", _("đồng ý đề nghị của bên gửi"), notice=True),
    Kind("incoming.change_declined", _("không đồng ý đề nghị của bên gửi")),
    Kind("incoming.change_held", _("bên gửi đề nghị thay đổi khi văn bản chưa đến")),
    Kind("incoming.taken_back", _("thu hồi theo bên gửi, khóa văn bản"), notice=True),
    Kind("incoming.updated", _("cập nhật theo bên gửi, giữ cả bản cũ"), notice=True),
    Kind("incoming.replaced", _("đóng vì có văn bản thay thế"), notice=True),
    # handling
    Kind("handling.presented", _("trình lãnh đạo"), notice=True),
    Kind("handling.proposed", _("đề xuất phân công")),
    Kind("handling.instructed", _("cho ý kiến và phân công"), notice=True),
    Kind("handling.assigned", _("phân công"), notice=True),
    Kind("handling.forwarded", _("chuyển người khác"), notice=True),
    Kind("handling.noted", _("ghi nhận để biết")),
    Kind("handling.started", _("bắt đầu xử lý")),
    Kind("handling.reported", _("báo cáo tiến độ"), notice=True),
    Kind("handling.finished", _("kết thúc xử lý"), notice=True),
    Kind("handling.returned", _("trả lại"), notice=True),
    Kind("handling.resent", _("giao lại"), notice=True),
    Kind("handling.paused", _("tạm dừng xử lý")),
    Kind("handling.resumed", _("tiếp tục xử lý")),
    Kind("handling.seen", _("đã xem")),
    Kind("handling.stopped", _("dừng xử lý"), notice=True),
    # outgoing
    Kind("outgoing.drafted", _("soạn dự thảo")),
    Kind("outgoing.version_kept", _("đưa lên phiên bản mới")),
    Kind("outgoing.route_set", _("chọn người ký và nơi nhận")),
    Kind("outgoing.submitted", _("trình dự thảo"), notice=True),
    Kind("outgoing.initialled", _("ký nháy và trình lãnh đạo"), notice=True),
    Kind("outgoing.signed", _("ký số"), notice=True),
    Kind("outgoing.returned", _("trả lại dự thảo"), notice=True),
    Kind("outgoing.numbered", _("cấp số")),
    Kind("outgoing.issuing", _("cấp số, đóng dấu và phát hành")),
    Kind("outgoing.issued", _("phát hành"), notice=True),
    Kind("outgoing.recalled", _("thu hồi"), notice=True),
    Kind("outgoing.cancelled", _("hủy dự thảo"), notice=True),
    Kind("outgoing.change_proposed", _("đề nghị thay đổi văn bản đã phát hành"), notice=True),
    Kind("outgoing.change_turned_down", _("không duyệt đề nghị thay đổi"), notice=True),
    Kind("outgoing.change_withdrawn", _("rút đề nghị thay đổi")),
    Kind("outgoing.retrieval_asked", _("yêu cầu nơi nhận trả lại"), notice=True),
    Kind("outgoing.updated", _("cập nhật văn bản đã phát hành"), notice=True),
    Kind("outgoing.replaced", _("được thay thế bằng văn bản mới"), notice=True),
    Kind("outgoing.replacement_drafted", _("soạn văn bản thay thế")),
    Kind("outgoing.forwarding_drafted", _("soạn phiếu chuyển tiếp")),
    Kind("outgoing.change_answered", _("bên nhận trả lời đề nghị"), notice=True),
    Kind("outgoing.status_heard", _("bên nhận báo trạng thái"), notice=True),
    # signing
    Kind("signing.reserved", _("yêu cầu ký")),
    Kind("signing.finished", _("ghi nhận chữ ký")),
    Kind("signing.failed", _("không ký được"), notice=True),
    Kind("signing.retried", _("ký lại")),
    Kind("signing.cancelled", _("hủy yêu cầu ký")),
    Kind("signing.verdict", _("kiểm tra chữ ký")),
    Kind("signing.timestamped", _("bổ sung dấu thời gian")),
    # exchange
    Kind("exchange.queued", _("xếp hàng gửi")),
    Kind("exchange.accepted", _("Trục đã nhận")),
    Kind("exchange.refused", _("Trục không nhận"), notice=True),
    Kind("exchange.dead", _("chưa gửi được"), notice=True),
    Kind("exchange.resent", _("gửi lại")),
    Kind("exchange.taken", _("bên nhận đã lấy")),
    Kind("exchange.unreadable", _("nhận gói tin không đọc được")),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in TABLE}
