"""Vietnamese order and marks. Doors: sort_key, fold.

PostgreSQL builds differ in their collations (the embedded one has no ICU), so order is stored as plain text made here.
"""

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def sort_key(text: str) -> str:
    """Return ASCII text that sorts as Vietnamese does: letters first (a ă â b … d đ …), then tones.

    Tone order is ngang, huyền, hỏi, ngã, sắc, nặng. Digits sort before letters, other signs are spaces.
    """
    letters, tones = [], []
    for word in " ".join(text.casefold().split()).split(" "):
        for char in word:
            parts = unicodedata.normalize("NFD", char)
            tone = next((_TONES[mark] for mark in parts[1:] if mark in _TONES), 0)
            base = unicodedata.normalize("NFC", parts[0] + "".join(mark for mark in parts[1:] if mark in _SHAPES))
            if base in _LETTERS:
                letters.append(f"{chr(ord('a') + _LETTERS.index(base) // 6)}{_LETTERS.index(base) % 6}")
                tones.append(str(tone))
            elif base.isascii() and base.isdigit():
                letters.append(f"0{base}")
        letters.append(" ")
    return ("".join(letters).strip() + "|" + "".join(tones).rstrip("0"))[:255]


def fold(text: str) -> str:
    """Return lower-case text without marks (đ becomes d), for searching with or without diacritics."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return unicodedata.normalize("NFC", "".join(char for char in bare if not unicodedata.combining(char)))
