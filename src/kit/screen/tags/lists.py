"""Parts of lists: chips, filters with counts, tabs, views, pills, load more, dots of a tracking row."""

from collections.abc import Mapping, Sequence

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop

from kit.screen import markup
from kit.screen.parts import Choice, StepDot, Tab

register = Library()


@register.simple_tag
def chip(
    label: str,
    href: str = "",
    count: int | str | None = None,
    on: bool = False,
    ring: str = "",
    ring_tone: str = "ink",
    icon: str = "",
    tall: bool = False,
    **attrs: object,
) -> SafeString:
    """Return a chip: a link that filters when ``href`` is given, else a button that is pressed or not."""
    drawn = markup.shape_svg(ring, f"cv-ring cv-ring-{ring_tone}") if ring else markup.icon_svg(icon) if icon else ""
    inner = format_html("{}<span>{}</span>{}", drawn, label, _count(count))
    classes = "cv-chip" + (" cv-chip-on" if on else "") + (" cv-chip-tall" if tall else "")
    if href:
        values = markup.attributes({"aria_current": "true" if on else None, **attrs})
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, values, inner)
    pressed = markup.attributes({"aria_pressed": "true" if on else "false", **attrs})
    return format_html('<button type="button" class="{}"{}>{}</button>', classes, pressed, inner)


@register.inclusion_tag("screen/parts/filter_chip.html")
def filter_chip(
    name: str,
    label: str,
    options: Sequence[Choice],
    action: str = "",
    kept: Mapping[str, object] | Sequence[tuple[str, object]] = (),
    negative: bool = False,
    clear_url: str = "",
    target: str = "",
) -> dict[str, object]:
    """Return a filter: name, chosen value, count; a menu with search, counted options, "Một trong / Không có", "Lọc 18".

    ``kept`` are the other parameters of the address; ``target`` swaps only that element.
    """
    chosen = [option for option in options if option.chosen]
    words = chosen[0].label if len(chosen) == 1 else f"{len(chosen)} {gettext('mục')}"
    counts = [option.count for option in chosen if option.count is not None]
    pairs = list(kept.items()) if isinstance(kept, Mapping) else list(kept)
    return {
        "name": name,
        "label": label,
        "options": options,
        "action": action,
        "kept": pairs,
        "negative": negative,
        "clear_url": clear_url,
        "target": target,
        "chosen_words": (gettext("không có") + " " if negative else "") + words if chosen else "",
        "chosen_count": sum(counts) if counts else None,
    }


@register.simple_tag
def tabs(items: Sequence[Tab], label: str) -> SafeString:
    """Return tabs that are links; the current one is said."""
    drawn = format_html_join(
        "",
        '<a class="cv-tab" href="{}"{}>{}{}</a>',
        (
            (
                t.url,
                markup.attributes({"aria_current": "page" if t.current else None, **t.attrs}),
                t.label,
                _count(t.count),
            )
            for t in items
        ),
    )
    return format_html('<nav class="cv-tabs" aria-label="{}">{}</nav>', label, drawn)


@register.simple_tag
def counters(items: Sequence[Tab], label: str = gettext_noop("Phần của trang")) -> SafeString:
    """Return the counters of a phone's home; each url is "#id" of the card it shows. Wider windows hide them."""
    drawn = format_html_join(
        "",
        '<a class="cv-counter{}" href="{}" data-counter="{}"{}><strong>{}</strong> <span>{}</span></a>',
        (
            (
                " cv-counter-bad" if t.bad else "",
                t.url,
                t.url.removeprefix("#"),
                markup.attributes({"aria_current": "true" if t.current else None, **t.attrs}),
                "" if t.count is None else t.count,
                t.label,
            )
            for t in items
        ),
    )
    return format_html('<nav class="cv-counters" aria-label="{}">{}</nav>', label, drawn)


@register.simple_tag
def view_links(items: Sequence[Tab]) -> SafeString:
    """Return entries of the views column; each with icon, name, count."""
    return format_html_join(
        "",
        '<a class="cv-view" href="{}"{}>{}<span title="{}">{}</span>{}</a>',
        (
            (
                t.url,
                markup.attributes({"aria_current": "page" if t.current else None, **t.attrs}),
                markup.icon_svg(t.icon or "star"),
                t.label,
                t.label,
                _count(t.count, bad=t.bad),
            )
            for t in items
        ),
    )


@register.simple_tag
def live_pill(url: str, topic: str, target: str = "", **attrs: object) -> SafeString:
    """Return the place where "3 văn bản mới" appears. ``url`` answers with ``{% new_rows %}`` or nothing."""
    return format_html(
        '<div class="cv-new-pill" data-live="{}" data-calm hx-get="{}" hx-trigger="live:{}" hx-swap="innerHTML"'
        ' data-fills="{}"{}></div>',
        topic,
        url,
        topic,
        target,
        markup.attributes(attrs),
    )


@register.simple_tag
def new_rows(count: int, words: str, url: str, target: str, swap: str = "innerHTML") -> SafeString:
    """Return the pill itself: pressing it fetches the rows into ``target``."""
    if not count:
        return mark_safe("")
    return format_html(
        '<button type="button" class="cv-button" hx-get="{}" hx-target="{}" hx-swap="{}" data-pill>{}{} {}</button>',
        url,
        target,
        swap,
        markup.icon_svg("arrow-up"),
        count,
        words,
    )


@register.simple_tag
def load_more(url: str, left: int, words: str = gettext_noop("mục"), target: str = "closest .cv-more") -> SafeString:
    """Return "Xem thêm": replaces itself with the next rows (which may carry the next button)."""
    if left <= 0:
        return mark_safe("")
    return format_html(
        '<div class="cv-more"><button type="button" class="cv-button cv-button-medium" hx-get="{}" hx-target="{}"'
        ' hx-swap="outerHTML">{} {} {}</button></div>',
        url,
        target,
        gettext("Xem thêm, còn"),
        left,
        gettext(words),
    )


@register.simple_tag
def live_line(words: str, down: bool = False) -> SafeString:
    """Return the line that says whether news arrive by itself."""
    return format_html('<span class="cv-live{}">{}</span>', " cv-live-down" if down else "", words)


@register.simple_tag
def sort_head(label: str, url: str, direction: str = "") -> SafeString:
    """Return a sortable column name; direction is ascending or descending on one column only."""
    arrow = markup.icon_svg("arrow-up" if direction == "ascending" else "arrow-down") if direction else ""
    return format_html('<a class="cv-sort" href="{}">{}{}</a>', url, label, arrow)


@register.simple_tag
def step_dots(dots: Sequence[StepDot]) -> SafeString:
    """Return the cells of a tracking row: line of dots with times under them."""
    last = len(dots) - 1
    cells = []
    for n, dot in enumerate(dots):
        through = n < last and dots[n + 1].state != "empty"
        classes = ["cv-step"]
        classes += ["cv-step-first"] if n == 0 else []
        classes += ["cv-step-last"] if n == last else []
        classes += ["cv-step-done"] if through else ["cv-step-now"] if dot.state != "empty" else []
        classes += ["cv-step-bad"] if dot.state == "bad" else []
        cells.append((" ".join(classes), dot.label, dot.at or "chưa"))
    return format_html_join(
        "",
        '<td class="{}"><span class="cv-step-dot"></span><span class="cv-sr">{}: </span>{}</td>',
        (
            (c, label, at if at != "chưa" else format_html('<span class="cv-sr">{}</span>', gettext("chưa")))
            for c, label, at in cells
        ),
    )


def _count(count: int | str | None, *, bad: bool = False) -> SafeString:
    if count is None:
        return mark_safe("")
    return format_html(' <span class="cv-count{}">{}</span>', " cv-count-bad" if bad else "", count)
