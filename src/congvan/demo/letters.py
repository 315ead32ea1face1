"""The letters of the demonstration. Doors: MAIN, TO_REFUSE, TO_RECALL, answer, FROM_COMMUNE, WHILE_OFF,
TO_COMMUNE."""

from congvan.demo.country import CITY, GOVERNMENT_OFFICE, PROVINCE_WARD
from congvan.demo.issuing import Letter

_SIGNER, _HEAD = "Tạ Hữu Phước", "Đoàn Bảo Long"
_TO_CITY = "Ủy ban nhân dân Thành phố Hồ Chí Minh"
_RECIPIENTS = "Như trên;\nThủ tướng, các Phó Thủ tướng (để b/c);\nCác Vụ, Cục có liên quan;\nLưu: VT, KSTT."


def _letter(subject: str, text: str, **more: str) -> Letter:
    return Letter(
        subject=subject,
        text=text,
        addressees=_TO_CITY,
        recipients=_RECIPIENTS,
        receivers=(CITY,),
        signer=_SIGNER,
        unit_head=_HEAD,
        **more,  # type: ignore[arg-type]
    )


MAIN = _letter(
    "Rà soát, rút ngắn thời gian tiếp nhận, xử lý văn bản điện tử trên Trục liên thông",
    "Thực hiện nhiệm vụ theo dõi việc gửi, nhận văn bản điện tử giữa các cơ quan trong hệ thống hành chính nhà nước, "
    "Văn phòng Chính phủ thấy thời gian từ khi văn bản đến hệ thống của bên nhận tới khi được phân công xử lý tại một số "
    "cơ quan còn kéo dài, có nơi vẫn chờ bản giấy trước khi xử lý bản điện tử đã ký số.\n"
    "Để khắc phục, Văn phòng Chính phủ đề nghị Ủy ban nhân dân Thành phố Hồ Chí Minh:\n"
    "1. Rà soát quy trình tiếp nhận tại văn thư; văn bản điện tử có chữ ký số hợp lệ được vào sổ và trình lãnh đạo ngay "
    "trong ngày, không chờ bản giấy.\n"
    "2. Cập nhật đầy đủ trạng thái xử lý để bên gửi theo dõi: đã tiếp nhận, đã phân công, đang xử lý, đã hoàn thành; "
    "trường hợp từ chối phải nêu rõ lý do.\n"
    "3. Gửi kết quả về Văn phòng Chính phủ theo thời hạn yêu cầu.\n"
    "Văn phòng Chính phủ đề nghị cơ quan quan tâm chỉ đạo thực hiện./.",
)
TO_REFUSE = _letter(
    "Góp ý dự thảo quy chế phối hợp giữa các bộ về tiếp công dân",
    "Văn phòng Chính phủ gửi dự thảo quy chế phối hợp, đề nghị có ý kiến bằng văn bản.\nTrân trọng./.",
)
TO_RECALL = _letter(
    "Mời dự hội nghị trực tuyến về cải cách thủ tục hành chính",
    "Văn phòng Chính phủ trân trọng kính mời đại diện lãnh đạo dự hội nghị trực tuyến.\nTrân trọng./.",
)


def from_commune(subject: str) -> Letter:
    """Return what a commune writes to the Government Office."""
    return Letter(
        subject=subject,
        text="Thực hiện hướng dẫn của Văn phòng Chính phủ, Ủy ban nhân dân phường Bãi Cháy báo cáo như sau:\n"
        "1. Đã bố trí công chức trực tiếp nhận văn bản điện tử trong ngày; văn bản đến được vào sổ và trình ngay.\n"
        "2. Kiến nghị: hướng dẫn thêm việc trả kết quả điện tử tại cấp xã.\n"
        "Ủy ban nhân dân phường kính báo cáo Văn phòng Chính phủ./.",
        addressees="Văn phòng Chính phủ",
        recipients="Như trên;\nỦy ban nhân dân tỉnh (để b/c);\nLưu: VT.",
        receivers=(GOVERNMENT_OFFICE,),
        signer="Thạch Hồng Quang",
        unit_head="Doãn Kim Loan",
    )


FROM_COMMUNE = from_commune("Báo cáo kết quả tiếp nhận văn bản điện tử tại phường Bãi Cháy")
WHILE_OFF = from_commune("Đề nghị hướng dẫn trả kết quả điện tử tại cấp xã")
TO_COMMUNE = Letter(
    subject="Hướng dẫn trả kết quả giải quyết thủ tục hành chính điện tử tại cấp xã",
    text="Văn phòng Chính phủ hướng dẫn Ủy ban nhân dân phường Bãi Cháy thực hiện trả kết quả điện tử.\nTrân trọng./.",
    addressees="Ủy ban nhân dân phường Bãi Cháy",
    recipients="Như trên;\nLưu: VT, KSTT.",
    receivers=(PROVINCE_WARD,),
    signer=_SIGNER,
    unit_head=_HEAD,
)


def answer(due: str = "") -> Letter:
    """Return what the city answers to MAIN."""
    return Letter(
        subject="Trả lời về rà soát, rút ngắn thời gian tiếp nhận, xử lý văn bản điện tử",
        text="Thực hiện đề nghị của Văn phòng Chính phủ, Ủy ban nhân dân Thành phố báo cáo như sau:\n"
        "1. Đã rà soát quy trình tiếp nhận tại văn thư; văn bản có chữ ký số hợp lệ được vào sổ và trình ngay khi đến.\n"
        "2. Trạng thái xử lý được hệ thống tự cập nhật về bên gửi ở từng bước.\n"
        "Ủy ban nhân dân Thành phố kính báo cáo Văn phòng Chính phủ./.",
        addressees="Văn phòng Chính phủ",
        recipients="Như trên;\nThường trực Ủy ban nhân dân Thành phố;\nLưu: VT, KSTT.",
        receivers=(GOVERNMENT_OFFICE,),
        signer="Vương Thục Uyên",
        unit_head="Nghiêm Quốc Khải",
        due_on=due,
    )
