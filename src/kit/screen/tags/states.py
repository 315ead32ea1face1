"""Empty, error, refused, loading, banner, toast: what happened, what was kept, what to do."""

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from kit.screen import markup

register = Library()
_BANNER_ICONS = {
    "ok": "shield-check",
    "warn": "shield-question",
    "bad": "shield-x",
    "mute": "shield-off",
    "ink": "info-circle",
}


@register.simple_tag
def banner(
    tone: str,
    sentence: str,
    second: str = "",
    icon: str = "",
    notice: str = "",
    more_url: str = "",
    more_label: str = gettext_noop("xem căn cứ"),
    **attrs: object,
) -> SafeString:
    """Return the verdict: tone ok, warn, bad, mute or ink; one sentence, one line of grounds, a link to them.

    ``notice`` is written amber before the second line ("Lưu ý:"); further keywords go to the link.
    """
    link = (
        format_html('<a href="{}"{}>{}</a>', more_url, markup.attributes(attrs), gettext(more_label))
        if more_url
        else ""
    )
    second_line = (
        format_html(
            '<p class="cv-banner-more">{}{}{}{}</p>',
            format_html('<strong class="cv-tone-warn">{}</strong> ', notice) if notice else "",
            second,
            " · " if second and link else "",
            link,
        )
        if second or link
        else ""
    )
    return format_html(
        '<div class="cv-banner cv-banner-{}">{}<p class="cv-banner-head">{}</p>{}</div>',
        tone,
        markup.icon_svg(icon or _BANNER_ICONS[tone], 22),
        sentence,
        second_line,
    )


@register.simple_tag
def empty(title: str, text: str = "", icon: str = "inbox", card: bool = False) -> SafeString:
    """Return an empty list that says what will come, and when."""
    return format_html(
        '<div class="cv-state cv-state-empty{}">{}<p class="cv-state-head">{}</p>{}</div>',
        " cv-state-card" if card else "",
        markup.icon_svg(icon, 20),
        title,
        format_html('<p class="cv-state-text">{}</p>', text) if text else "",
    )


@register.simple_tag
def failed(
    title: str, text: str, code: str = "", retry_url: str = "", card: bool = True, **attrs: object
) -> SafeString:
    """Return an error: what failed, what was kept, the code, and "Thử lại"."""
    pressed = {"type": "button"} if not retry_url else {"href": retry_url}
    retry = (
        format_html(
            '<{0} class="cv-button cv-button-outline cv-button-small"{1}><span>{2}</span></{0}>',
            SafeString("a" if retry_url else "button"),
            markup.attributes({**pressed, **attrs}),
            gettext("Thử lại"),
        )
        if retry_url or attrs
        else ""
    )
    return format_html(
        '<div class="cv-state cv-state-error{}" role="alert">{}<p class="cv-state-head">{}</p><p class="cv-state-text">{}{}</p>{}</div>',
        " cv-state-card" if card else "",
        markup.icon_svg("alert-triangle"),
        title,
        text,
        format_html(' {} <strong class="cv-state-code">{}</strong>.', gettext("Thử lại, nếu vẫn lỗi xin báo mã"), code)
        if code
        else "",
        format_html('<div class="cv-actions">{}</div>', retry) if retry else "",
    )


@register.simple_tag
def refused(title: str, text: str, code: str = "", card: bool = True) -> SafeString:
    """Return a refusal by rule: what, why with the rule cited, what to do instead."""
    return format_html(
        '<div class="cv-state cv-state-refused{}">{}<p class="cv-state-head">{}</p><p class="cv-state-text">{}{}</p></div>',
        " cv-state-card" if card else "",
        markup.icon_svg("lock"),
        title,
        text,
        format_html(' <span class="cv-quiet">{} {}</span>', gettext("Mã"), code) if code else "",
    )


@register.simple_tag
def skeleton(lines: int = 3) -> SafeString:
    """Return the grey shape of rows to come; it appears after 300 ms."""
    bars = format_html_join("", "<i{}></i>", (("",) for _ in range(lines)))
    return format_html('<div class="cv-skeleton" aria-hidden="true">{}</div>', bars)


@register.simple_tag
def toast(text: str, link_label: str = "", link_url: str = "", undo_url: str = "", tone: str = "ok") -> SafeString:
    """Return a message for the foot of the screen; a fragment that htmx swaps may carry it anywhere.

    ``undo_url`` posts there and is offered for eight seconds; ``link_url`` is for "Xem".
    """
    return format_html(
        '<div id="cv-toast-source" hx-swap-oob="innerHTML" hidden><div data-toast="{}"{}>{}</div></div>',
        tone,
        markup.attributes(
            {"data_link": link_url or None, "data_link_label": link_label or None, "data_undo": undo_url or None}
        ),
        text,
    )


@register.simple_tag
def progress(label: str, stage: str, value: int, of: int) -> SafeString:
    """Return a bar of real stages: what, at which stage, how far."""
    return format_html(
        '<div class="cv-field"><div class="cv-field-head"><span class="cv-cut">{}</span>'
        '<span class="cv-origin">{}</span></div><progress class="cv-progress" max="{}" value="{}" aria-label="{}">'
        "{}/{}</progress></div>",
        label,
        stage,
        of,
        value,
        f"{label}: {stage}",
        value,
        of,
    )
