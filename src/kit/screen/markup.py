"""Small pieces of markup that tags share. Doors: attributes, initials, key_code, key_caps, icon_svg, shape_svg."""

from collections.abc import Mapping

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kit.screen.icons import ICONS, UnknownIcon

SHAPES = frozenset(
    "dashed empty dot quarter half three_quarter check octagon triangle return pause mark".split()  # noqa: SIM905
)
TONES = frozenset({"ink", "ok", "warn", "bad", "mute"})
_KNOWN = frozenset(ICONS)
_NAMED_KEYS = {
    "esc": "Escape",
    ".": "Period",
    "/": "Slash",
    "[": "BracketLeft",
    "]": "BracketRight",
    "?": "Shift+Slash",
}


def attributes(values: Mapping[str, object]) -> SafeString:
    """Return keyword arguments as HTML attributes: ``hx_post="/x"`` becomes `` hx-post="/x"``.

    False and None leave the attribute out, True writes its name alone.
    """
    written = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        dashed = name.rstrip("_").replace("_", "-")
        written.append((dashed, "" if value is True else value))
    return format_html_join("", ' {}="{}"', written)


def initials(name: str) -> str:
    """Return the first letters of family and given name: Tạ Hữu Phước is TP."""
    words = [word for word in name.split() if word[0].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def key_code(keys: str) -> str:
    """Return the keys a person reads as the code the browser reports: ``B`` is KeyB, ``G H`` is ``KeyG KeyH``."""
    return " ".join("+".join(_code(part) for part in chord.split("+")) for chord in keys.split(" ") if chord)


def key_caps(keys: str) -> SafeString:
    """Return the drawn keys: ``Ctrl+Enter`` gives two caps. They are hidden from readers, who hear aria-keyshortcuts."""
    if not keys:
        return mark_safe("")
    caps = [part for chord in keys.split(" ") for part in chord.split("+")]
    inner = format_html_join("", '<kbd class="cv-key">{}</kbd>', ((cap,) for cap in caps))
    return format_html('<span class="cv-keys" aria-hidden="true">{}</span>', inner)


def icon_svg(name: str, size: int = 16, extra: str = "") -> SafeString:
    """Return one icon of the sprite. Raises: UnknownIcon for a name that icons.py does not list."""
    if name not in _KNOWN:
        raise UnknownIcon(name)
    classes = "cv-icon" + (f" cv-icon-{size}" if size != 16 else "") + (f" {extra}" if extra else "")
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("icons/sprite.svg"),
        name,
    )


def shape_svg(shape: str, classes: str) -> SafeString:
    """Return one shape of our own: a status ring or the mark. Raises: UnknownIcon."""
    if shape not in SHAPES:
        raise UnknownIcon(shape)
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("screen/shapes.svg"),
        shape,
    )


def _code(part: str) -> str:
    if len(part) == 1 and part.isalpha():
        return f"Key{part.upper()}"
    if len(part) == 1 and part.isdigit():
        return f"Digit{part}"
    return _NAMED_KEYS.get(part.lower(), part)
