"""Parts that hold other markup: dialog, card, section, details, menu, selection bar, facts bar, panel foot."""

# The keywords are words of templates: type, id, help, open.
# ruff: noqa: A002

from django.middleware.csrf import get_token
from django.template import Library
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from kit.screen import markup
from kit.screen.tags.actions import button, icon_button

register = Library()


@register.simple_block_tag(takes_context=True)
def dialog(
    context: Context,
    content: SafeString,
    id: str,
    title: str,
    verb: str,
    action: str = "",
    consequence: str = "",
    danger: bool = False,
    back: str = gettext_noop("Quay lại"),
    wide: bool = False,
    keys: str = "Ctrl+Enter",
    **attrs: object,
) -> SafeString:
    """Return a dialog that a button with ``data_dialog=id`` opens.

    The title is the question with the object's number, ``consequence`` one line, ``verb`` the act itself. Further
    keywords become attributes of its form (``hx_post``, ``hx_target``); without them it posts to ``action``.
    """
    request = context.get("request")
    token = (
        format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
        if request
        else ""
    )
    return format_html(
        '<dialog class="cv-dialog{}" id="{}" aria-labelledby="{}-title"><form method="post"{}>{}'
        '<h2 class="cv-dialog-title" id="{}-title">{}</h2>{}<div class="cv-alert" data-alert role="alert"></div>'
        '<p class="cv-draft-kept" data-draft-note></p>'
        '<div class="cv-dialog-body">{}</div><div class="cv-dialog-foot">{}{}</div></form></dialog>',
        " cv-dialog-wide" if wide else "",
        id,
        id,
        markup.attributes({"action": action or None, "data_draft_form": id, **attrs}),
        token,
        id,
        title,
        format_html('<p class="cv-dialog-consequence">{}</p>', consequence) if consequence else "",
        content,
        button(gettext(back), data_close=True),
        button(
            verb,
            "destroy" if danger else "primary",
            type="submit",
            data_key=markup.key_code(keys),
            extra_class="cv-dialog-verb",
        ),
    )


@register.simple_block_tag
def card(
    content: SafeString, title: str, count: object = "", bad: bool = False, end: str = "", id: str = ""
) -> SafeString:
    """Return a card of the home page or the console: title, count, quiet words at the right, body."""
    head = format_html(
        '<div class="cv-card-head"><h2{}>{}</h2>{}{}</div>',
        markup.attributes({"id": f"{id}-title" if id else None}),
        title,
        format_html('<span class="cv-count{}">{}</span>', " cv-count-bad" if bad else "", count) if count != "" else "",
        format_html('<div class="cv-push">{}</div>', end) if end else "",
    )
    values = markup.attributes({"id": id or None, "aria_labelledby": f"{id}-title" if id else None})
    return format_html('<section class="cv-card"{}>{}{}</section>', values, head, content)


@register.simple_block_tag
def section(content: SafeString, title: str = "", end: str = "", end_icon: str = "", place: str = "") -> SafeString:
    """Return a section of a panel; ``end`` are quiet words at the right of its title.

    ``place`` says where a phone puts it: verdict (before the pages), primary (sticky foot), files, process (the
    default) or info (tabs).
    """
    drawn = markup.icon_svg(end_icon) if end_icon else ""
    tail = format_html('<span class="cv-push cv-mark-word">{}{}</span>', drawn, end) if end else ""
    head = format_html('<div class="cv-section-head"><h2>{}</h2>{}</div>', title, tail) if title else ""
    return format_html(
        '<section class="cv-section"{}>{}{}</section>',
        markup.attributes({"data_place": place or None}),
        head,
        content,
    )


@register.simple_block_tag
def details(content: SafeString, summary: str, open: bool = False) -> SafeString:
    """Return words that open under a line."""
    return format_html(
        '<details class="cv-details"{}><summary>{}{}</summary><div>{}</div></details>',
        markup.attributes({"open": open}),
        markup.icon_svg("chevron-right"),
        summary,
        content,
    )


@register.simple_block_tag
def menu(
    content: SafeString, id: str, label: str, icon: str = "dots", words: str = "", wide: bool = False
) -> SafeString:
    """Return an icon button (or a button with ``words``) and the menu it opens; inside stand ``menu_item`` lines."""
    opener = (
        button(words, size="medium", icon=icon, popovertarget=id)
        if words
        else icon_button(label, icon, popovertarget=id)
    )
    return format_html(
        '<span class="cv-menu-box">{}<div class="cv-menu{}" id="{}" popover role="group" aria-label="{}">{}</div></span>',
        opener,
        " cv-menu-wide" if wide else "",
        id,
        label,
        content,
    )


@register.simple_tag
def menu_item(
    label: str, href: str = "", icon: str = "", keys: str = "", reason: str = "", **attrs: object
) -> SafeString:
    """Return one line of a menu; with a reason it is greyed and says why."""
    drawn = markup.icon_svg(icon) if icon else ""
    if reason:
        return format_html(
            '<button type="button" class="cv-menu-item" aria-disabled="true">{}<span>{}<span class="cv-menu-why">{}</span></span></button>',
            drawn,
            label,
            reason,
        )
    if keys:
        attrs = {"data_key": markup.key_code(keys), **attrs}
    values = markup.attributes(attrs)
    caps = markup.key_caps(keys)
    if href:
        return format_html(
            '<a class="cv-menu-item" href="{}"{}>{}<span>{}</span>{}</a>', href, values, drawn, label, caps
        )
    return format_html(
        '<button type="button" class="cv-menu-item"{}>{}<span>{}</span>{}</button>', values, drawn, label, caps
    )


@register.simple_block_tag
def select_bar(
    content: SafeString, total: int = 0, all_words: str = gettext_noop("Chọn cả"), preview_url: str = ""
) -> SafeString:
    """Return the bar that floats while rows are chosen; inside stand the actions as buttons with keys.

    The list module shows it and writes the count; "Chọn cả 126" sets the hidden input ``all``.
    """
    whole = (
        format_html(
            '<button type="button" class="cv-link" data-select-all="{}">{} {}</button>',
            total,
            gettext(all_words),
            total,
        )
        if total
        else ""
    )
    return format_html(
        '<div class="cv-select-bar" role="toolbar" aria-label="{}" data-select-bar{} hidden>'
        '<span data-select-count aria-live="polite">{} 0</span>{}<input type="hidden" name="all" value="" data-select-whole>'
        '<span class="cv-select-bar-rule"></span>{}{}</div>',
        gettext("Việc với các dòng đã chọn"),
        markup.attributes({"data_preview": preview_url or None}),
        gettext("Đã chọn"),
        whole,
        content,
        icon_button(gettext("Thôi chọn"), "x", data_select_none=True),
    )


@register.simple_block_tag
def facts(
    content: SafeString,
    title: str,
    facts: SafeString | str = "",
    back_url: str = "",
    back_label: str = "",
    position: str = "",
    kind: str = "",
) -> SafeString:
    """Return the facts bar: where from, title, five facts; the block holds the tools at the right.

    ``facts`` is the result of ``{% fact_list facts as line %}``.
    """
    back = (
        format_html(
            '<a class="cv-back" href="{}">{}<span class="cv-back-words">{}</span></a>',
            back_url,
            markup.icon_svg("chevron-left"),
            back_label,
        )
        if back_url
        else ""
    )
    where = (
        format_html('<span class="cv-facts-dot" aria-hidden="true"> · </span><span>{}</span>', position)
        if position
        else ""
    )
    top = (
        format_html('<div class="cv-facts-top">{}{}<div class="cv-facts-tools">{}</div></div>', back, where, content)
        if back or content.strip()
        else ""
    )
    return format_html(
        '<header class="cv-facts">{}<h1 title="{}">{}{}</h1>{}</header>',
        top,
        title,
        title,
        format_html('<span class="cv-tag">{}</span>', kind) if kind else "",
        facts,
    )


@register.simple_tag
def facts_line(title: str, more: str = "") -> SafeString:
    """Return the facts folded to one line."""
    return format_html(
        '<header class="cv-facts cv-facts-line"><h1 title="{}">{}</h1><span class="cv-meta">{}</span></header>',
        title,
        title,
        more,
    )
