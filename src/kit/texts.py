"""What of a text somebody can see. Doors: is_blank."""


def is_blank(text: str) -> bool:
    """Return whether nothing of the text can be seen: it is spaces, control characters or zero-width ones throughout.

    ``strip`` knows only the spaces; what is carried between agencies is cleaned of all of these.
    """
    return not any(char.isprintable() and not char.isspace() for char in text)
