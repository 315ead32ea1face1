"""What the tags write, without a browser."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client

from kit.screen.icons import ICONS, UnknownIcon
from kit.screen.markup import initials, key_code
from kit.screen.parts import StepDot


def draw(source: str, **context: object) -> str:
    return Template("{% load screen %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("read", "pressed"),
    [("B", "KeyB"), ("Ctrl+Enter", "Ctrl+Enter"), ("G H", "KeyG KeyH"), ("[", "BracketLeft"), ("Alt+2", "Alt+Digit2")],
)
def test_keys_are_written_as_read_and_bound_as_pressed(read: str, pressed: str) -> None:
    assert key_code(read) == pressed


@pytest.mark.parametrize(("name", "letters"), [("Tạ Hữu Phước", "TP"), ("Đàm Thu Vân", "ĐV"), ("Hồng", "H"), ("", "?")])
def test_an_avatar_has_the_letters_of_family_and_given_name(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(UnknownIcon):
        draw('{% icon "no-such-icon" %}')


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises((TemplateSyntaxError, TypeError)):
        draw('{% due "còn 2 ngày" colour="red" %}')


def test_text_of_people_is_never_markup() -> None:
    hostile = '<b onclick="x">"&'
    for source in (
        "{% button t %}", "{% field 'n' t t help=t error=t %}", "{% banner 'ok' t t %}", "{% empty t t %}", "{% status t 'dot' %}",
        "{% chip t href=t %}", "{% file_card t t %}", "{% facts t %}{% endfacts %}", "{% dialog 'd' t t consequence=t %}{% enddialog %}",
        "{% toast t undo_url=t %}", "{% icon_button t 'x' %}", "{% greyed t t %}", "{% choose t t reason=t %}",
    ):  # fmt: skip
        assert "<b onclick" not in draw(source, t=hostile), source


def test_keywords_become_attributes() -> None:
    drawn = draw('{% button "Ký" "primary" hx_post="/ky" data_dialog="d" disabled=False %}')

    assert 'hx-post="/ky"' in drawn
    assert 'data-dialog="d"' in drawn
    assert "disabled" not in drawn


def test_an_error_is_tied_to_its_field() -> None:
    drawn = draw('{% field "code" "Số" error="Chưa ghi số" help="Như 12/UBND" %}')

    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_code-help id_code-error"' in drawn
    assert 'id="id_code-error"' in drawn


def test_a_tracking_row_says_what_has_not_come() -> None:
    drawn = draw("{% step_dots dots %}", dots=[StepDot("done", "08:05", "Đã đến"), StepDot("empty", "", "Tiếp nhận")])

    assert drawn.count("<td") == 2
    assert 'Tiếp nhận: </span><span class="cv-sr">chưa</span>' in drawn


def test_the_icons_are_listed_once_and_in_order() -> None:
    assert list(ICONS) == sorted(set(ICONS))


def test_preferences_keep_known_words_only() -> None:
    client = Client()
    client.post("/screen/preferences", {"theme": "dark", "text": "huge", "keys": "off"}, headers={"host": "localhost"})

    assert client.cookies["cv_screen"].value == "dark.medium.off"


def test_the_manifest_and_the_worker_name_only_the_shell() -> None:
    client = Client(headers={"host": "localhost"})
    manifest = client.get("/manifest.webmanifest").json()
    worker = client.get("/sw.js").content.decode()

    assert manifest["display"] == "standalone"
    assert "/static/screen/screen.css" in worker
    assert "/screen/offline" in worker
    assert ".pdf" not in worker


def test_the_offline_page_says_that_nothing_was_lost() -> None:
    text = Client(headers={"host": "localhost"}).get("/screen/offline").content.decode()

    assert "Việc đã làm không mất." in text
