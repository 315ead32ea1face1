"""A trial PKI, a letter and its three signatures, made once a session."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path

import pytest
import typst
from PIL import Image, ImageDraw
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from tests.pure.pdfseal.revising import opened

from pdfseal.keys import SigningKey
from pdfseal.localpki import AgencySpec, LocalPki, PersonSpec, create_pki
from pdfseal.localtsa import LocalTimestamper
from pdfseal.places import Box, NumberPlaces, Spot, seal_beside
from pdfseal.signing import Sealed, sign_number, sign_person, sign_seal
from pdfseal.trust import Trust, load_trust
from pdfseal.verify import verify

REPOSITORY = Path(__file__).parents[3]
FONTS = REPOSITORY / "node_modules" / "@expo-google-fonts" / "tinos"
Signed = Callable[..., bytes]
Told = Callable[[bytes], set[str]]
ABOUT_TIME = {"no_timestamp", "future_time"}
HANOI = timezone(timedelta(hours=7))
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=HANOI)  # when the letter is signed
TODAY = datetime(2026, 11, 22, 8, 0, tzinfo=HANOI)  # when it is read
LETTER = Path(__file__).with_name("letter.typ")
VPCP = "Văn phòng Chính phủ"


@dataclass(frozen=True)
class Letter:
    """The unsigned letter with the places that its template exports."""

    pdf: bytes
    header: NumberPlaces
    signature: Box


class Office:
    """Members of a trial PKI with their keys, and a clock for their time stamps."""

    def __init__(self, pki: LocalPki) -> None:
        self.pki = pki
        self._keys: dict[str, SigningKey] = {}

    def key(self, code: str) -> SigningKey:
        if code not in self._keys:
            self._keys[code] = self.pki.key(code)
        return self._keys[code]

    def tsa(self, at: datetime) -> LocalTimestamper:
        return LocalTimestamper(self.key("tsa"), clock=lambda: at)

    @cached_property
    def trust(self) -> Trust:
        return load_trust(self.pki.trust)


def in_tinos(template: Path) -> tuple[bytes, list[dict[str, float]]]:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(str(template), font_paths=fonts, ignore_system_fonts=True)
    found = json.loads(compiler.query("<place>", field="value"))
    return compiler.compile(format="pdf"), found


def handwriting() -> bytes:
    image = Image.new("RGBA", (480, 240), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    points = [(20, 170), (90, 40), (130, 200), (180, 70), (230, 190), (290, 60), (330, 170), (460, 110)]
    pen.line(points, fill=(20, 55, 200, 255), width=9, joint="curve")
    pen.line([(40, 215), (440, 195)], fill=(20, 55, 200, 255), width=6)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture(scope="session")
def fonts() -> Path:
    return FONTS


@pytest.fixture(scope="session")
def letter() -> Letter:
    pdf, found = in_tinos(LETTER)
    spots = {place["name"]: place for place in found}

    def spot(name: str, size: float) -> Spot:
        return Spot(spots[name]["x"], spots[name]["y"], spots[name]["width"], size)

    header = NumberPlaces(1, spot("number", 13), spot("day", 14), spot("month", 14))
    hand = spots["signature"]
    return Letter(pdf, header, Box(int(hand["page"]), hand["x"], hand["y"] + 4, hand["width"], 60))


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Members: anh (leader), binh (expired since), chi (revoked on 21/11), dung (revoked on 1/11), vpcp, h29."""
    day = timedelta(days=1)
    pki = create_pki(
        tmp_path_factory.mktemp("pki") / "state",
        people=[
            PersonSpec(
                "anh", "Nguyễn Thị Ngọc Ánh", VPCP.upper(), email="anh@vpcp.example", citizen_number="001099000001"
            ),
            PersonSpec("binh", "Trần Văn Bình", VPCP.upper(), valid_from=NOON - 900 * day, valid_to=NOON + day),
            PersonSpec("chi", "Lê Thị Chi", VPCP.upper(), revoked_at=NOON + day),
            PersonSpec("dung", "Đỗ Tiến Dũng", VPCP.upper(), revoked_at=NOON - 19 * day),
        ],
        agencies=[
            AgencySpec("vpcp", VPCP, email="vpcp@chinhphu.example", tax_code="0100112233", budget_code="1032158"),
            AgencySpec("h29", "Ủy ban nhân dân Thành phố Hồ Chí Minh", locality="TP. Hồ Chí Minh"),
        ],
        at=TODAY - timedelta(hours=1),
    )
    return Office(pki)


@pytest.fixture(scope="session")
def person_signed(letter: Letter, office: Office) -> Callable[..., Sealed]:
    def signed(pdf: bytes = letter.pdf, *, who: str = "anh", at: datetime = NOON, stamped: bool = True) -> Sealed:
        return sign_person(
            pdf, office.key(who), place=letter.signature, image_png=handwriting(), at=at, fonts=FONTS,
            tsa=office.tsa(at) if stamped else None,
        )  # fmt: skip

    return signed


@pytest.fixture(scope="session")
def numbered(letter: Letter, office: Office) -> Callable[..., Sealed]:
    def signed(pdf: bytes, *, who: str = "vpcp", at: datetime = NOON + timedelta(minutes=5)) -> Sealed:
        return sign_number(
            pdf, office.key(who), number_text="12", issued_on=date(2026, 11, 20), places=letter.header, at=at,
            fonts=FONTS, tsa=office.tsa(at),
        )  # fmt: skip

    return signed


@pytest.fixture(scope="session")
def sealed(letter: Letter, office: Office) -> Callable[..., Sealed]:
    def signed(
        pdf: bytes, *, who: str = "vpcp", at: datetime = NOON + timedelta(minutes=6), stamped: bool = True
    ) -> Sealed:
        return sign_seal(
            pdf, office.key(who), place=seal_beside(letter.signature), image_png=None, at=at, fonts=FONTS,
            tsa=office.tsa(at) if stamped else None,
        )  # fmt: skip

    return signed


@pytest.fixture(scope="session")
def issued(
    person_signed: Callable[..., Sealed], numbered: Callable[..., Sealed], sealed: Callable[..., Sealed]
) -> bytes:
    """The letter signed by the leader, numbered and sealed."""
    return sealed(numbered(person_signed().pdf).pdf).pdf


@pytest.fixture
def told(office: Office) -> Told:
    """What the verdict says has happened to the file since its first signature."""

    def told_of(pdf: bytes) -> set[str]:
        verdict = verify(pdf, trust=office.trust, now=TODAY)
        return {*verdict.facts, *(verdict.signatures[0].facts if verdict.signatures else ("none",))} - ABOUT_TIME

    return told_of


@pytest.fixture(scope="session")
def signed(office: Office) -> Signed:
    """Signed by pyHanko, as other programs sign: also what opens without a password and is encrypted all the same."""
    signer = SimpleSigner.load_pkcs12(str(office.pki.p12("anh")), passphrase=office.pki.password.encode())
    assert signer is not None

    def sign(pdf: bytes, *, name: str = "Signature1") -> bytes:
        writer = opened(pdf)
        meta = PdfSignatureMetadata(field_name=name, subfilter=SigSeedSubFilter.PADES)
        one = PdfSigner(meta, signer, new_field_spec=SigFieldSpec(name, box=(9, 9, 60, 60)))
        output = io.BytesIO()
        one.sign_pdf(writer, output=output)
        return output.getvalue()

    return sign
