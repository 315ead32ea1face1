"""The frame of a page: top bar, rail, palette, keys help."""

from collections.abc import Sequence

from django.template import Library
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from kit.screen import markup
from kit.screen.parts import KeyLine, RailItem, Tab

register = Library()
COMMON_KEYS = (
    KeyLine("J", gettext_noop("Dòng sau")),
    KeyLine("K", gettext_noop("Dòng trước")),
    KeyLine("Enter", gettext_noop("Mở dòng đang đứng")),
    KeyLine("X", gettext_noop("Chọn dòng")),
    KeyLine("Shift+X", gettext_noop("Chọn cả đoạn")),
    KeyLine("Ctrl+Enter", gettext_noop("Việc chính của trang")),
    KeyLine("Ctrl+K", gettext_noop("Bảng lệnh")),
    KeyLine("/", gettext_noop("Tìm trong danh sách")),
    KeyLine("Space", gettext_noop("Trang sau của văn bản")),
    KeyLine("F6", gettext_noop("Sang phần khác của trang")),
    KeyLine("Esc", gettext_noop("Đóng, thôi chọn, bỏ lọc")),
    KeyLine("?", gettext_noop("Danh sách phím")),
)


@register.inclusion_tag("screen/parts/top_bar.html", takes_context=True)
def top_bar(
    context: Context,
    title: str,
    subtitle: str = "",
    home_url: str = "/",
    palette_url: str = "",
    search_words: str = gettext_noop("Tìm văn bản, người, lệnh"),
    posts: Sequence[Tab] = (),
    posts_url: str = "",
    news_url: str = "",
    news: bool = False,
    person: str = "",
    person_more: str = "",
    menu: Sequence[Tab] = (),
    logout_url: str = "",
) -> dict[str, object]:
    """Return the bar: mark, acting post and agency, command box, keys, news, person.

    ``posts`` are the other posts of the person: a press posts ``post`` = its url to ``posts_url``, or follows the
    link when there is no ``posts_url``.
    """
    return {
        "screen": context.get("screen"),
        "csrf_token": context.get("csrf_token"),
        "title": title,
        "subtitle": subtitle,
        "home_url": home_url,
        "palette_url": palette_url,
        "search_words": gettext(search_words),
        "posts": posts,
        "posts_url": posts_url,
        "news_url": news_url,
        "news": news,
        "person": person,
        "person_more": person_more,
        "menu": menu,
        "logout_url": logout_url,
    }


@register.inclusion_tag("screen/parts/rail.html")
def rail(
    items: Sequence[RailItem], current: str = "", search_url: str = "", label: str = gettext_noop("Điều hướng chính")
) -> dict[str, object]:
    """Return the rail; on a phone the entries marked ``phone`` stay, with "Tra cứu" and "Thêm" after them."""
    return {
        "items": [item for item in items if not item.foot],
        "foot": [item for item in items if item.foot],
        "hidden_on_phone": [item for item in items if not item.phone],
        "current": current,
        "search_url": search_url,
        "label": gettext(label),
        "more_current": any(item.key == current and not item.phone for item in items),
    }


@register.inclusion_tag("screen/parts/keys_help.html")
def keys_help(lines: Sequence[KeyLine] = ()) -> dict[str, object]:
    """Return the dialog of ``?``: the keys of this page, then the common ones; the page's own buttons add themselves."""
    return {"lines": lines, "common": COMMON_KEYS}


@register.inclusion_tag("screen/parts/palette.html")
def palette(url: str, placeholder: str = gettext_noop("Tìm văn bản, người, lệnh")) -> dict[str, object]:
    """Return the command palette; ``url`` answers ``?q=`` with ``{% palette_options %}`` or the same markup."""
    return {"url": url, "placeholder": gettext(placeholder)}


@register.simple_tag
def palette_option(
    label: str, url: str = "", icon: str = "file-text", end: str = "", keys: str = "", reason: str = "", n: int = 0
) -> SafeString:
    """Return one line of the palette; with a reason it cannot be taken. ``n`` tells the lines apart."""
    tail = markup.key_caps(keys) if keys else format_html('<span class="cv-palette-end">{}</span>', end or reason)
    return format_html(
        '<a class="cv-menu-item" role="option" id="cv-option-{}" tabindex="-1" aria-selected="false"{}{}>{}'
        '<span class="cv-cut" title="{}">{}</span>{}</a>',
        n or abs(hash((label, url))) % 10**8,
        markup.attributes({"href": url if url and not reason else None, "aria_disabled": "true" if reason else None}),
        "",
        markup.icon_svg(icon),
        label,
        label,
        tail,
    )


@register.simple_tag
def key_lines(lines: Sequence[KeyLine]) -> SafeString:
    """Return lines of the keys help."""
    return format_html_join(
        "",
        '<div class="cv-key-line"><span>{}</span><span class="cv-keys">{}</span></div>',
        (
            (
                gettext(line.does),
                format_html_join("", '<kbd class="cv-key">{}</kbd>', ((k,) for k in _caps(line.keys))),
            )
            for line in lines
        ),
    )


def _caps(keys: str) -> list[str]:
    return [part for chord in keys.split(" ") for part in chord.split("+")]
