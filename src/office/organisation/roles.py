"""Lists of facts of the organisation: roles, levels, signing capacities."""

from django.db.models import TextChoices


class Role(TextChoices):
    CLERK = "clerk", "Văn thư"
    LEADER = "leader", "Lãnh đạo"
    DEPUTY = "deputy", "Phó thủ trưởng"
    UNIT_HEAD = "unit_head", "Trưởng đơn vị"
    OFFICER = "officer", "Chuyên viên"
    ADMINISTRATOR = "administrator", "Quản trị"


class Level(TextChoices):
    CENTRAL = "central", "Trung ương"
    PROVINCE = "province", "Cấp tỉnh"
    DEPARTMENT = "department", "Sở, ngành"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class Bloc(TextChoices):
    PARTY = "party", "Khối Đảng"
    GOVERNMENT = "government", "Khối Nhà nước"
    MASS = "mass", "Mặt trận, đoàn thể"
    OTHER = "other", "Khác"


class Authority(TextChoices):
    """NĐ 30/2020/NĐ-CP Điều 13; the empty code is the head signing in his own name."""

    HEAD = "", "Thủ trưởng"
    ON_BEHALF = "TM.", "Thay mặt"
    FOR_HEAD = "KT.", "Ký thay"
    BY_ORDER = "TL.", "Thừa lệnh"
    BY_AUTHORISATION = "TUQ.", "Thừa uỷ quyền"
    ACTING = "Q.", "Quyền"
