"""The small marks of a line: icon, ring, status, deadline, urgency, avatar, badge, keys. All plain strings, so a
table of fifty rows stays cheap."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop

from kit.screen import markup

register = Library()


@register.simple_tag
def icon(name: str, size: int = 16, tone: str = "") -> SafeString:
    """Return an icon of the sprite, hidden from readers."""
    return markup.icon_svg(name, size, f"cv-tone-{tone}" if tone else "")


@register.simple_tag
def ring(shape: str, tone: str = "ink") -> SafeString:
    """Return a status ring alone; its word must stand beside it."""
    return markup.shape_svg(shape, f"cv-ring cv-ring-{tone}")


@register.simple_tag
def status(word: str, shape: str, tone: str = "ink") -> SafeString:
    """Return ring and word."""
    return format_html('<span class="cv-status">{}<span>{}</span></span>', ring(shape, tone), word)


@register.simple_tag
def due(word: str, tone: str = "") -> SafeString:
    """Return a deadline in words; tone is warn, bad or ok."""
    return format_html('<span class="cv-due{}">{}</span>', f" cv-due-{tone}" if tone else "", word)


@register.simple_tag
def urgent(word: str) -> SafeString:
    """Return the bolt and the word of urgency; nothing when the word is empty."""
    if not word:
        return mark_safe("")
    return format_html('<span class="cv-urgent">{}{}</span>', markup.icon_svg("bolt"), word)


@register.simple_tag
def mark_word(word: str, icon: str, tone: str = "") -> SafeString:
    """Return an icon and a word in one tone, as the verdict in a row."""
    tone_class = f" cv-tone-{tone}" if tone else ""
    return format_html('<span class="cv-mark-word{}">{}{}</span>', tone_class, markup.icon_svg(icon), word)


@register.simple_tag
def avatar(name: str, me: bool = False, size: int = 28) -> SafeString:
    """Return the initials of family and given name; the name itself must stand beside them."""
    classes = "cv-avatar" + (" cv-avatar-me" if me else "") + (f" cv-avatar-{size}" if size != 28 else "")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, markup.initials(name))


@register.simple_tag
def badge(count: int, words: str = gettext_noop("việc chờ")) -> SafeString:
    """Return a count badge; nothing for zero, 99+ above ninety-nine."""
    if not count:
        return mark_safe("")
    shown = "99+" if count > 99 else str(count)
    return format_html('<span class="cv-badge">{}<span class="cv-sr"> {}</span></span>', shown, gettext(words))


@register.simple_tag
def tag(word: str, tone: str = "", icon: str = "") -> SafeString:
    """Return a small tag: a kind, "+1 phụ lục", "Bản dùng thử"."""
    drawn = markup.icon_svg(icon) if icon else ""
    return format_html('<span class="cv-tag{}">{}{}</span>', f" cv-tag-{tone}" if tone else "", drawn, word)


@register.simple_tag
def keys(text: str) -> SafeString:
    """Return drawn keys: ``{% keys "Ctrl+K" %}``."""
    return markup.key_caps(text)
