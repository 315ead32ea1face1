"""Official documents for the gallery, set in Tinos. Doors: make."""

import json
from functools import cache

import typst
from tests.kit_screen.gallery.settings import PROJECT

SOURCE = """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: "Tinos", size: 14pt, lang: "vi")
#set par(justify: true, first-line-indent: (amount: 1cm, all: true), spacing: 9pt, leading: 7pt)
#let pages = json(bytes(sys.inputs.pages))
#let tick(body) = [#body #v(-6pt) #line(length: 38%, stroke: .6pt)]
#grid(columns: (2fr, 3fr), align: center, row-gutter: 8pt,
  par(first-line-indent: 0pt)[*BỘ MẪU SỐ BẢY* #v(-6pt) #line(length: 30%, stroke: .6pt)],
  par(first-line-indent: 0pt)[#text(12.5pt)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*] \\
    #text(13pt)[*#underline(offset: 3pt)[Độc lập - Tự do - Hạnh phúc]*]],
  par(first-line-indent: 0pt)[Số: 314/BMSB-VP], par(first-line-indent: 0pt)[_Hà Nội, ngày 16 tháng 11 năm 2026_],
  par(first-line-indent: 0pt)[#text(12pt)[V/v lấy ý kiến về quy chế \\ quản lý tài liệu điện tử]], [])
#v(14pt)
#align(center)[Kính gửi: Ủy ban nhân dân các tỉnh, thành phố.]
#v(6pt)
#for number in range(pages) {
  if number > 0 { pagebreak() }
  [Thực hiện kế hoạch công tác năm, Bộ Mẫu số Bảy xây dựng dự thảo quy chế quản lý tài liệu điện tử (mục #(number + 1))
  và gửi lấy ý kiến của Quý cơ quan.

  1. Đề nghị rà soát việc lập, nộp và lưu trữ hồ sơ; nêu rõ khó khăn, nguyên nhân và cách khắc phục.

  2. Ý kiến tham gia gửi về Bộ trước ngày *07 tháng 12 năm 2026* để tổng hợp, hoàn thiện và ban hành.

  Quá thời hạn nêu trên mà chưa có văn bản tham gia thì coi như thống nhất với dự thảo. Trân trọng cảm ơn./.]
}
#v(18pt)
#grid(columns: (1fr, 1fr), par(first-line-indent: 0pt)[#text(11pt)[*_Nơi nhận:_* \\ - Như trên; \\ - Lưu: VT, VP.]],
  align(center)[*KT. BỘ TRƯỞNG \\ THỨ TRƯỞNG* #v(50pt) *Lương Quang Định*])
"""


@cache
def make(pages: int = 2) -> bytes:
    """Return a PDF of so many pages."""
    made = typst.compile(  # type: ignore[misc]
        SOURCE.encode(),
        font_paths=[PROJECT / "build" / "assets" / "fonts" / "tinos"],
        ignore_system_fonts=True,
        sys_inputs={"pages": json.dumps(pages)},
    )
    assert isinstance(made, bytes)
    return made
