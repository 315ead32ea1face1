"""Parts around a document: facts bar, timeline, route, file card, the viewer, health rows."""

from collections.abc import Sequence

from django.template import Library
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from kit.screen import markup
from kit.screen.parts import Fact, Stage, Turn

register = Library()
_FILE_ICONS = {
    "pdf": "file-type-pdf",
    "doc": "file-type-doc",
    "docx": "file-type-docx",
    "xls": "file-type-xls",
    "xlsx": "file-type-xls",
    "zip": "file-zip",
    "xml": "file-code",
    "png": "photo",
    "jpg": "photo",
}


@register.simple_tag
def fact_list(facts: Sequence[Fact]) -> SafeString:
    """Return labels above values; at most five."""
    items = format_html_join(
        "",
        '<div class="cv-fact"><dt>{}</dt><dd>{}<span>{}</span>{}</dd></div>',
        (
            (
                f.label,
                markup.shape_svg(f.ring, "cv-ring cv-ring-ink") if f.ring else "",
                f.value,
                format_html('<span class="cv-fact-more{}">{}</span>', f" cv-tone-{f.tone}" if f.tone else "", f.more)
                if f.more
                else "",
            )
            for f in facts
        ),
    )
    return format_html('<dl class="cv-fact-list">{}</dl>', items)


@register.simple_tag
def timeline(turns: Sequence[Turn]) -> SafeString:
    """Return the hands a document went through, oldest first; the present holder is ringed."""
    return format_html(
        '<ol class="cv-timeline">{}</ol>', format_html_join("", "{}", ((_turn(item),) for item in turns))
    )


@register.simple_tag
def stages(steps: Sequence[Stage]) -> SafeString:
    """Return a route: done, now, to come, or sent back."""
    return format_html(
        '<ol class="cv-steps">{}</ol>',
        format_html_join("", "{}", ((_stage(number, step),) for number, step in enumerate(steps, start=1))),
    )


@register.simple_tag
def file_card(
    name: str,
    more: str,
    kind: str = "pdf",
    url: str = "",
    download_url: str = "",
    blocked: bool = False,
) -> SafeString:
    """Return a file: type, name, "4 trang · 312 KB · đã quét, an toàn", download."""
    shown = format_html('<a href="{}">{}</a>', url, name) if url else name
    download = (
        format_html(
            '<a class="cv-icon-button cv-icon-button-small" href="{}" download aria-label="{} {}" data-tip="{}">{}</a>',
            download_url,
            gettext("Tải"),
            name,
            gettext("Tải về"),
            markup.icon_svg("download"),
        )
        if download_url and not blocked
        else ""
    )
    return format_html(
        '<div class="cv-file{}{}">{}<span class="cv-file-name" title="{}">{}</span><span class="cv-file-more{}">{}</span>{}</div>',
        " cv-file-pdf" if kind == "pdf" else "",
        " cv-file-blocked" if blocked else "",
        markup.icon_svg(_FILE_ICONS.get(kind, "file"), 20),
        name,
        shown,
        " cv-tone-bad" if blocked else "",
        more,
        download,
    )


@register.inclusion_tag("screen/parts/viewer.html")
def viewer(
    url: str,
    name: str,
    extra: str = "",
    extra_url: str = "",
    fit: str = "width",
    seen_target: str = "",
    page: int = 1,
    bar: bool = True,
    note: str = "",
) -> dict[str, object]:
    """Return the document viewer for one PDF.

    ``fit`` is width, page or actual. ``seen_target`` is a selector: when the last page was on screen, that input is
    set to 1 and whatever it locks opens; the viewer also fires ``cv:seen``. ``note`` stands under the tools, as for
    a scan without text.
    """
    return {
        "url": url,
        "name": name,
        "extra": extra,
        "extra_url": extra_url,
        "fit": fit,
        "seen_target": seen_target,
        "page": page,
        "bar": bar,
        "note": note,
        "library": static("vendor/pdfjs/pdf.mjs"),
    }


@register.simple_tag
def pairs(facts: Sequence[Fact]) -> SafeString:
    """Return quiet label and value pairs of a panel."""
    items = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((f.label, f.value) for f in facts))
    return format_html('<dl class="cv-pairs">{}</dl>', items)


@register.simple_tag
def note(text: str, icon: str = "info-circle") -> SafeString:
    """Return a small remark under a form."""
    return format_html('<p class="cv-note">{}<span>{}</span></p>', markup.icon_svg(icon), text)


@register.simple_tag
def bars(values: Sequence[float], tones: Sequence[str] = ()) -> SafeString:
    """Return sixteen small bars; tones is "", warn or bad for each."""
    top = max([*values, 1e-9])
    drawn = []
    for n, value in enumerate(values):
        height = max(1.5, 14 * value / top) if value else 0
        tone = tones[n] if n < len(tones) else ""
        drawn.append(
            (
                n * 4,
                round(16 - height, 1),
                round(height, 1),
                markup.attributes({"class_": f"cv-bar-{tone}" if tone else None}),
            )
        )
    rects = format_html_join("", '<rect x="{}" y="{}" width="3" height="{}" rx="0.5"{}/>', drawn)
    return format_html('<svg class="cv-bars" viewBox="0 0 64 16" aria-hidden="true">{}</svg>', rects)


@register.simple_tag
def line_chart(
    values: Sequence[float], slots: int, name: str, rule: float = 0, rule_words: str = "", labels: Sequence[str] = ()
) -> SafeString:
    """Return one series as an ink line on tint, with one hairline of reference and the last point marked.

    ``slots`` is the full width (144 for twelve hours of five minutes); ``labels`` stand under it from left to right;
    ``name`` is spoken. Letters keep their size at every width: only the line is stretched.
    """
    top = max([*values, rule * 1.25, 1])
    spots = [(round(100 * n / max(slots - 1, 1), 2), round(100 - 92 * v / top, 2)) for n, v in enumerate(values)]
    path = " ".join(f"{x},{y}" for x, y in spots)
    last_x, last_y = spots[-1] if spots else (0, 100)
    shape = format_html(
        '<polygon class="cv-chart-area" points="0,100 {} {},100"/><polyline class="cv-chart-line" points="{}"/>',
        path,
        last_x,
        path,
    )
    level = round(100 - 92 * rule / top, 2)
    reference = (
        format_html(
            '<line class="cv-chart-rule" x1="0" x2="100%" y1="{}%" y2="{}%"/>'
            '<text class="cv-chart-word" x="100%" y="{}%" dy="-6" text-anchor="end">{}</text>',
            level,
            level,
            level,
            rule_words,
        )
        if rule
        else ""
    )
    words = format_html_join("", "<span>{}</span>", ((label,) for label in labels))
    return format_html(
        '<figure class="cv-chart-box" role="img" aria-label="{}"><svg class="cv-chart" aria-hidden="true">'
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%">{}</svg>'
        '<line class="cv-chart-base" x1="0" x2="100%" y1="100%" y2="100%"/>{}{}</svg>'
        '<div class="cv-chart-labels">{}</div></figure>',
        name,
        shape,
        format_html('<circle class="cv-chart-last" cx="{}%" cy="{}%" r="4"/>', last_x, last_y) if spots else "",
        reference,
        words,
    )


@register.simple_tag
def health_row(
    name: str, tone: str, word: str, values: Sequence[float], url: str = "", tones: Sequence[str] = ()
) -> SafeString:
    """Return one system: shape with a spoken name, its name, bars, words. tone is ok, warn or bad."""
    spoken = {"ok": "Chạy tốt", "warn": "Chậm", "bad": "Mất kết nối"}[tone]
    inner = format_html(
        '<span class="cv-health-mark"></span><span class="cv-cut" title="{}"><span class="cv-sr">{}: </span>{}</span>{}<span>{}</span>',
        name,
        spoken,
        name,
        bars(values, tones),
        word,
    )
    if url:
        return format_html('<a class="cv-health cv-health-{}" href="{}">{}</a>', tone, url, inner)
    return format_html('<div class="cv-health cv-health-{}">{}</div>', tone, inner)


def _turn(turn: Turn) -> SafeString:
    gap = format_html('<li class="cv-turn-gap">{}</li>', turn.gap) if turn.gap else ""
    more = format_html('<p class="cv-turn-more">{}</p>', turn.more) if turn.more else ""
    quote = format_html('<blockquote class="cv-turn-quote">{}</blockquote>', turn.quote) if turn.quote else ""
    return format_html(
        '{}<li class="cv-turn{}"{}><span class="cv-avatar" aria-hidden="true">{}</span>'
        '<p class="cv-turn-what"><strong>{}</strong> {}</p><span class="cv-turn-when">{}</span>{}{}</li>',
        gap,
        " cv-turn-now" if turn.now else "",
        markup.attributes({"aria_current": "step" if turn.now else None}),
        markup.initials(turn.name),
        turn.name,
        turn.act,
        turn.at,
        more,
        quote,
    )


_STAGE_WORDS = {
    "done": gettext_noop("đã xong"),
    "now": gettext_noop("đang ở đây"),
    "next": gettext_noop("chưa đến"),
    "back": gettext_noop("trả lại"),
}


def _stage(number: int, stage: Stage) -> SafeString:
    mark: SafeString | str = str(number)
    if stage.state == "done":
        mark = markup.icon_svg("check")
    elif stage.state == "back":
        mark = markup.icon_svg("arrow-back-up")
    return format_html(
        '<li class="cv-stage cv-stage-{}"{}><span class="cv-stage-mark" aria-hidden="true">{}</span>'
        '<span class="cv-stage-name">{}<span class="cv-sr">, {}</span></span><span class="cv-stage-when">{}</span>{}</li>',
        stage.state,
        markup.attributes({"aria_current": "step" if stage.state == "now" else None}),
        mark,
        stage.name,
        gettext(_STAGE_WORDS[stage.state]),
        stage.when,
        format_html('<span class="cv-stage-who">{}</span>', stage.who) if stage.who else "",
    )
