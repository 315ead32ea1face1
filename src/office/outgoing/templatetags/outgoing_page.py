"""Pieces of the pages of outgoing documents. ``{% load outgoing_page %}``. Tags: reason_choices."""

from django import template
from django.utils.translation import gettext as _

from kit.screen.parts import Choice

register = template.Library()


@register.simple_tag
def reason_choices(kind: str) -> list[Choice]:
    """Return the usual reasons of an act, as chips; the words chosen are what the others read."""
    words = {
        "return": (_("Nội dung cần sửa"), _("Sai thể thức"), _("Thiếu căn cứ"), _("Thiếu phụ lục"), _("Sai nơi nhận")),
        "cancel": (_("Không cần ban hành nữa"), _("Trùng văn bản khác"), _("Soạn nhầm")),
        "recall": (_("Sai nội dung"), _("Sai thể thức"), _("Gửi nhầm nơi nhận"), _("Có văn bản thay thế")),
        "retrieve": (_("Gửi nhầm nơi nhận"), _("Gửi nhầm tệp"), _("Cần xem lại nội dung")),
    }[kind]
    return [Choice(one, one, chosen=place == 0) for place, one in enumerate(words)]
