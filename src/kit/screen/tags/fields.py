"""Fields of forms: label above, origin at its right, help and error under, errors tied to the control."""

# The keywords are words of templates: type, id, help, open.
# ruff: noqa: A002

from collections.abc import Iterable, Sequence

from django.forms import BaseForm, BoundField, CheckboxInput, Select
from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop

from kit.screen import markup
from kit.screen.parts import Choice

register = Library()


@register.simple_tag
def field(
    name: str,
    label: str,
    value: object = "",
    type: str = "text",
    help: str = "",
    origin: str = "",
    error: str = "",
    doubt: str = "",
    end: str = "",
    rows: int = 0,
    id: str = "",
    icon: str = "",
    **attrs: object,
) -> SafeString:
    """Return a labelled input, or a text area when ``rows`` is given.

    ``origin`` says where the value was read ("từ gói tin"); ``doubt`` asks to look before going on; ``end`` is a
    short word inside the field at its right ("G22"). Further keywords become attributes of the control.
    """
    ref = id or f"id_{name}"
    values = {"id": ref, "name": name, **_described(ref, help, error, doubt), **attrs}
    if rows:
        control = format_html(
            '<textarea class="cv-input" rows="{}"{}>\n{}</textarea>', rows, markup.attributes(values), value or ""
        )
    else:
        shown = "" if value is None else value
        control = format_html('<input class="cv-input" type="{}" value="{}"{}>', type, shown, markup.attributes(values))
    if icon or end:
        control = format_html(
            '<span class="cv-input-box">{}{}{}</span>',
            markup.icon_svg(icon) if icon else "",
            control,
            format_html('<span class="cv-input-end">{}</span>', end) if end else "",
        )
    return _wrapped(ref, label, control, help=help, origin=origin, error=error, doubt=doubt)


@register.simple_tag
def select(
    name: str,
    label: str,
    choices: Iterable[tuple[object, str]],
    value: object = "",
    help: str = "",
    origin: str = "",
    error: str = "",
    doubt: str = "",
    id: str = "",
    **attrs: object,
) -> SafeString:
    """Return a labelled native choice of one."""
    ref = id or f"id_{name}"
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((v, markup.attributes({"selected": str(v) == str(value)}), text) for v, text in choices),
    )
    values = {"id": ref, "name": name, **_described(ref, help, error, doubt), **attrs}
    control = _pick(format_html('<select class="cv-input"{}>{}</select>', markup.attributes(values), options))
    return _wrapped(ref, label, control, help=help, origin=origin, error=error, doubt=doubt)


@register.simple_tag
def form_field(
    bound: BoundField, origin: str = "", help: str = "", doubt: str = "", label: str = "", **attrs: object
) -> SafeString:
    """Return a field of a Django form in the same shape, with its errors."""
    error = " ".join(str(e) for e in bound.errors)
    help_text = help or str(bound.help_text or "")
    ref = bound.id_for_label or bound.auto_id or f"id_{bound.html_name}"
    described = {key.replace("_", "-"): str(v) for key, v in _described(ref, help_text, error, doubt).items()}
    given = {key.replace("_", "-"): v if isinstance(v, bool) else str(v) for key, v in attrs.items()}
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        box = bound.as_widget(attrs={"class": "cv-box", "id": ref, **described, **given})
        line = format_html('<label class="cv-check" for="{}">{}{}</label>', ref, box, label or bound.label)
        return format_html('<div class="cv-field">{}{}</div>', line, _under(ref, help_text, error, doubt))
    control = bound.as_widget(attrs={"class": "cv-input", "id": ref, **described, **given})
    if isinstance(widget, Select) and not getattr(widget, "allow_multiple_selected", False):
        control = _pick(control)
    shown = label or str(bound.label or "")
    return _wrapped(ref, shown, control, help=help_text, origin=origin, error=error, doubt=doubt)


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """Return the summary with links that stands above a form with errors; nothing without errors."""
    if not form.errors:
        return mark_safe("")
    lines = [format_html("<p>{}</p>", e) for e in form.non_field_errors()]
    for bound in form:
        lines += [
            format_html('<p><a href="#{}">{}: {}</a></p>', bound.id_for_label, bound.label, e) for e in bound.errors
        ]
    body = format_html_join("", "{}", ((line,) for line in lines))
    return format_html('<div class="cv-form-errors" role="alert" tabindex="-1" data-focus>{}</div>', body)


@register.simple_tag
def check(name: str, label: str, value: str = "on", checked: bool = False, **attrs: object) -> SafeString:
    """Return a checkbox with its words."""
    values = markup.attributes({"name": name, "value": value, "checked": checked, **attrs})
    return format_html('<label class="cv-check"><input class="cv-box" type="checkbox"{}>{}</label>', values, label)


@register.simple_tag
def choose(value: object, label: str, checked: bool = False, reason: str = "", name: str = "chosen") -> SafeString:
    """Return the checkbox of a row; ``label`` is spoken ("Chọn văn bản 2318"), ``reason`` locks it."""
    values: dict[str, object] = {"name": name, "value": value, "checked": checked, "data_choose": True}
    if reason:
        values |= {"aria_disabled": "true", "data_tip": reason, "aria_label": f"{label}. {reason}"}
    else:
        values |= {"aria_label": label}
    return format_html(
        '<label class="cv-choose"><input class="cv-box" type="checkbox"{}></label>', markup.attributes(values)
    )


@register.simple_tag
def reasons(
    options: Sequence[Choice],
    name: str = "reason",
    text_name: str = "note",
    label: str = gettext_noop("Lý do"),
    text: str = "",
    placeholder: str = "",
    required: bool = True,
) -> SafeString:
    """Return reason chips, each chosen by its digit (Alt+digit inside the text), and the text under them."""
    chips = format_html_join(
        "",
        '<label class="cv-chip"><input type="radio" name="{}" value="{}" data-digit="{}"{}>'
        '<kbd class="cv-key" aria-hidden="true">{}</kbd><span>{}</span></label>',
        (
            (name, o.value, n, markup.attributes({"checked": o.chosen, "required": required and n == 1}), n, o.label)
            for n, o in enumerate(options, start=1)
        ),
    )
    return format_html(
        '<fieldset class="cv-field cv-reasons" data-digits><legend class="cv-label">{}</legend>'
        '<div class="cv-chips cv-chips-wrap">{}</div>'
        '<textarea class="cv-input" name="{}" rows="2" aria-label="{}" placeholder="{}" data-draft>\n{}</textarea></fieldset>',
        gettext(label),
        chips,
        text_name,
        gettext("%(label)s, viết thêm") % {"label": gettext(label)},
        placeholder,
        text,
    )


def _pick(control: SafeString) -> SafeString:
    return format_html('<span class="cv-pick">{}{}</span>', control, markup.icon_svg("chevron-down"))


def _described(ref: str, help_text: str, error: str, doubt: str) -> dict[str, object]:
    """Return the attributes that tie help, doubt and error to the control."""
    refs = [f"{ref}-{part}" for part, text in (("help", help_text), ("doubt", doubt), ("error", error)) if text]
    tied: dict[str, object] = {"aria_describedby": " ".join(refs)} if refs else {}
    if error:
        tied["aria_invalid"] = "true"
    if doubt:
        tied["data_doubt"] = "1"
    return tied


def _under(ref: str, help_text: str, error: str, doubt: str) -> SafeString:
    lines = []
    if help_text:
        lines.append(format_html('<span class="cv-help" id="{}-help">{}</span>', ref, help_text))
    if doubt:
        drawn = markup.icon_svg("eye")
        lines.append(format_html('<span class="cv-doubt" id="{}-doubt">{}{}</span>', ref, drawn, doubt))
    if error:
        drawn = markup.icon_svg("alert-circle")
        lines.append(format_html('<span class="cv-error" id="{}-error">{}{}</span>', ref, drawn, error))
    return format_html_join("", "{}", ((line,) for line in lines))


def _wrapped(
    ref: str, label: str, control: SafeString, *, help: str, origin: str, error: str, doubt: str
) -> SafeString:
    return format_html(
        '<div class="cv-field"><div class="cv-field-head"><label class="cv-label" for="{}">{}</label>{}</div>{}{}</div>',
        ref,
        label,
        format_html('<span class="cv-origin">{}</span>', origin) if origin else "",
        control,
        _under(ref, help, error, doubt),
    )
