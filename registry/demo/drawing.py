"""A sample PDF, laid out as Decree 30/2020/NĐ-CP, annex I, has it. Needs nothing but the fonts beside it."""

import datetime as dt
from importlib import resources

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

FONTS = {"": "NotoSerif-Regular", "B": "NotoSerif-Bold", "I": "NotoSerif-Italic"}
LEFT, RIGHT, TOP, BOTTOM = 30, 17, 20, 20  # margins in millimetres (annex I, part I, 3)
HEAD = (66, 97)  # widths of the two columns at the top, in millimetres
ARTICLES = 6

SAMPLE = "Văn bản mẫu để dùng thử phần mềm, không có giá trị pháp lý"


class Sheet(FPDF):
    """A4 with the decree's margins; every page says that it is a sample."""

    def __init__(self) -> None:
        super().__init__(format="A4", unit="mm")
        self.set_margins(LEFT, TOP, RIGHT)
        self.set_auto_page_break(True, BOTTOM)
        for style, name in FONTS.items():
            with resources.as_file(resources.files("registry.demo").joinpath("fonts", f"{name}.ttf")) as path:
                self.add_font("Serif", style, path)

    def header(self) -> None:
        if self.page_no() > 1:
            self.line_of(str(self.page_no()), size=11)

    def footer(self) -> None:
        self.set_y(-14)
        self.line_of(SAMPLE, "I", 8)

    def line_of(self, text: str, style: str = "", size: float = 13, align: Align = Align.C) -> None:
        """A paragraph across the page."""
        self.set_font("Serif", style, size)
        self.multi_cell(0, size * 0.52, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def columns(self, left: str, right: str, style: str = "", size: float = 12) -> None:
        """One row of the head: the body's side, and the state's side."""
        self.set_font("Serif", style, size)
        top = self.get_y()
        self.multi_cell(HEAD[0], size * 0.5, left, align=Align.C, new_x=XPos.RIGHT, new_y=YPos.TOP)
        low = self.get_y() + size * 0.5 * (1 + left.count("\n"))
        self.set_xy(LEFT + HEAD[0], top)
        self.multi_cell(HEAD[1], size * 0.5, right, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_y(max(low, self.get_y()))


def draw(number: str, kind: str, issuer: str, place: str, issued_on: dt.date, title: str) -> bytes:
    """The PDF's bytes, the same for the same facts."""
    sheet = Sheet()
    sheet.set_creation_date(dt.datetime(issued_on.year, issued_on.month, issued_on.day, tzinfo=dt.UTC))
    sheet.set_title(f"{kind} {number}")
    sheet.set_lang("vi-VN")
    sheet.add_page()
    _head(sheet, number, issuer, place, issued_on)
    sheet.ln(6)
    sheet.line_of(kind.upper(), "B", 14)
    sheet.line_of(title, "B", 13)
    sheet.ln(5)
    _articles(sheet, kind, issuer, title)
    _close(sheet, issuer)
    return bytes(sheet.output())


def _head(sheet: Sheet, number: str, issuer: str, place: str, issued_on: dt.date) -> None:
    sheet.columns(issuer.upper(), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", "B", 11)
    y = sheet.get_y() + 1
    sheet.line(LEFT + HEAD[0] / 2 - 10, y, LEFT + HEAD[0] / 2 + 10, y)
    sheet.line(LEFT + HEAD[0] + 22, y, LEFT + sum(HEAD) - 22, y)
    sheet.ln(4)
    day = f"{place}, ngày {issued_on.day:02} tháng {issued_on.month:02} năm {issued_on.year}"
    top = sheet.get_y()
    sheet.columns(f"Số: {number}", "", "", 12)
    sheet.set_y(top)
    sheet.columns("", day, "I", 12)


def _articles(sheet: Sheet, kind: str, issuer: str, title: str) -> None:
    lower = kind[0].lower() + kind[1:]
    paragraphs = [
        f"Căn cứ quy định của pháp luật về chức năng, nhiệm vụ, quyền hạn của {issuer};",
        f"Xét yêu cầu quản lý, {issuer} ban hành {lower} này.",
        f"Điều 1. Phạm vi điều chỉnh\n{kind} này quy định các nội dung sau: {title[0].lower()}{title[1:]}.",
        f"Điều 2. Đối tượng áp dụng\n{kind} này áp dụng đối với cơ quan, tổ chức, cá nhân có liên quan.",
        "Điều 3. Nguyên tắc thực hiện\nViệc thực hiện bảo đảm công khai, minh bạch, đúng thẩm quyền, đúng thời hạn.",
        "Điều 4. Kinh phí thực hiện\nKinh phí thực hiện được bố trí từ nguồn ngân sách nhà nước theo quy định.",
        f"Điều 5. Hiệu lực thi hành\n{kind} này có hiệu lực theo quy định của pháp luật về ban hành văn bản.",
        f"Điều {ARTICLES}. Tổ chức thực hiện\nThủ trưởng các cơ quan, đơn vị có liên quan chịu trách nhiệm thi hành {lower} này./.",
    ]
    for paragraph in paragraphs:
        heading, _, body = paragraph.rpartition("\n")
        if heading:
            sheet.line_of(heading, "B", 13, Align.L)
        sheet.line_of(body, "", 13, Align.J)
        sheet.ln(2)


def _close(sheet: Sheet, issuer: str) -> None:
    sheet.ln(4)
    if sheet.get_y() > 245:
        sheet.add_page()
    top = sheet.get_y()
    sheet.line_of("Nơi nhận:\n- Như Điều 6;\n- Cổng thông tin điện tử;\n- Lưu: VT.", "I", 11, Align.L)
    sheet.set_xy(LEFT + HEAD[0], top)
    sheet.set_font("Serif", "B", 13)
    sheet.multi_cell(HEAD[1], 7, f"TM. {issuer.upper()}\n(đã ký)", align=Align.C)
