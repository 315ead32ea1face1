"""What a person presses: buttons, icon buttons, greyed actions with their reason, switches."""

# The keywords are words of templates: type, id, help, open.
# ruff: noqa: A002

from collections.abc import Sequence
from hashlib import sha256

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kit.screen import markup
from kit.screen.parts import Choice, Tab

register = Library()
KINDS = frozenset({"primary", "soft", "outline", "plain", "danger", "destroy"})
_SIZES = {"small": " cv-button-small", "medium": " cv-button-medium", "tall": " cv-button-tall", "": ""}


@register.simple_tag
def button(
    label: str,
    kind: str = "outline",
    icon: str = "",
    keys: str = "",
    href: str = "",
    type: str = "button",
    reason: str = "",
    size: str = "",
    wide: bool = False,
    extra_class: str = "",
    **attrs: object,
) -> SafeString:
    """Return a button, or a link that looks like one when ``href`` is given.

    ``reason`` greys it: it stays in the tab order, says why, and does nothing. ``keys`` draws and binds the key.
    Any further keyword becomes an attribute: ``hx_post=url``, ``data_dialog="refuse"``, ``name="act"``.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of button: {kind}")
    classes = f"cv-button cv-button-{kind}{_SIZES[size]}" + (" cv-button-wide" if wide else "")
    classes += f" {extra_class}" if extra_class else ""
    inner = format_html("{}<span>{}</span>{}", markup.icon_svg(icon) if icon else "", label, markup.key_caps(keys))
    if reason:
        return _greyed_button(classes, inner, label, reason)
    if keys:
        attrs = {"data_key": markup.key_code(keys), "aria_keyshortcuts": _shortcut(keys), **attrs}
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, markup.attributes(attrs), inner)
    return format_html('<button class="{}" type="{}"{}>{}</button>', classes, type, markup.attributes(attrs), inner)


@register.simple_tag
def icon_button(
    label: str,
    icon: str,
    keys: str = "",
    href: str = "",
    type: str = "button",
    reason: str = "",
    size: int = 16,
    small: bool = False,
    boxed: bool = False,
    dot: bool = False,
    **attrs: object,
) -> SafeString:
    """Return an icon with a spoken name and a tooltip of the same name and key; ``dot`` marks news."""
    classes = "cv-icon-button" + (" cv-icon-button-small" if small else "") + (" cv-icon-button-boxed" if boxed else "")
    inner = format_html(
        "{}{}", markup.icon_svg(icon, size), mark_safe('<span class="cv-dot-new"></span>') if dot else ""
    )
    # The name may be overridden for a spoken form that differs from the tooltip.
    values: dict[str, object] = {"aria_label": label, "data_tip": label + (f" ({keys})" if keys else "")}
    if reason:
        values |= {"aria_disabled": "true", "aria_label": f"{label}: {reason}", "data_tip": reason}
        attrs = {}
    elif keys:
        values |= {"data_key": markup.key_code(keys), "aria_keyshortcuts": _shortcut(keys)}
    values |= attrs
    if href and not reason:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, markup.attributes(values), inner)
    return format_html('<button class="{}" type="{}"{}>{}</button>', classes, type, markup.attributes(values), inner)


@register.simple_tag
def greyed(label: str, reason: str, icon: str = "ban") -> SafeString:
    """Return an action that is not possible now, as a line of a panel: what, and under it why."""
    ref = _ref(label, reason)
    return format_html(
        '<button type="button" class="cv-greyed" aria-disabled="true" aria-describedby="{}">{}<span>{}</span>'
        '<span class="cv-greyed-why" id="{}">{}</span></button>',
        ref,
        markup.icon_svg(icon),
        label,
        ref,
        reason,
    )


@register.simple_tag
def switch(name: str, options: Sequence[Choice], value: str = "", legend: str = "", **attrs: object) -> SafeString:
    """Return joined radio buttons; the weight of a choice is solid, tint or grey."""
    items = format_html_join(
        "",
        '<label><input type="radio" name="{}" value="{}"{}><span>{}</span></label>',
        (
            (
                name,
                option.value,
                markup.attributes(
                    {
                        "checked": option.value == value or (not value and option.chosen),
                        "data_weight": option.weight or None,
                        **attrs,
                    }
                ),
                option.label,
            )
            for option in options
        ),
    )
    return format_html('<div class="cv-switch" role="radiogroup" aria-label="{}">{}</div>', legend, items)


@register.simple_tag
def switch_links(items: Sequence[Tab], label: str = "") -> SafeString:
    """Return joined links, as the versions of a draft."""
    drawn = format_html_join(
        "",
        '<a class="cv-switch-item" href="{}"{}>{}</a>',
        (
            (
                item.url,
                markup.attributes({"aria_current": "true" if item.current else None, **item.attrs}),
                item.label,
            )
            for item in items
        ),
    )
    return format_html('<nav class="cv-switch" aria-label="{}">{}</nav>', label, drawn)


def _greyed_button(classes: str, inner: SafeString, label: str, reason: str) -> SafeString:
    ref = _ref(label, reason)
    return format_html(
        '<button class="{}" type="button" aria-disabled="true" aria-describedby="{}" data-tip="{}">{}</button>'
        '<span class="cv-sr" id="{}">{}</span>',
        classes,
        ref,
        reason,
        inner,
        ref,
        reason,
    )


def _ref(label: str, reason: str) -> str:
    """Return a name for the reason that is the same in every rendering, so that morphing keeps the focus."""
    return "why-" + sha256(f"{label}|{reason}".encode()).hexdigest()[:8]


def _shortcut(keys: str) -> str:
    """Return the keys in the words of aria-keyshortcuts."""
    return keys.replace("Ctrl", "Control").replace("Esc", "Escape").split(" ")[-1]
