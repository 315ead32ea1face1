"""What a thing is found by, and what the typed words ask for."""

import pytest

from kit.word_search import _side_by_side, phrase_of, searchable


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["UBND xã Tân Phú"], "ubnd xã xa tân tan phú phu"),
        (["H29.01", "000.00.01.H29"], "h29.01 h29 01 000.00.01.h29"),
        (["Bà Rịa - Vũng Tàu", "  "], "bà ba rịa ria vũng vung tàu tau"),
        (["Đảng ủy (cũ)"], "đảng dang ủy uy cũ cu"),
        ([""], ""),
        (["'; drop table &|!:*"], "drop table"),
    ],
)
def test_words_are_kept_with_and_without_marks(texts, words):
    assert searchable(texts) == words


def test_words_side_by_side_count_from_the_first():
    name = phrase_of("UBND phường Bến Thành, thành phố Hồ Chí Minh")

    assert name == "ubnd phuong ben thanh thanh pho ho chi minh"
    assert [_side_by_side(typed.split(), name) for typed in ("ben thanh", "ben thanh ho", "en", "thanh pho ho c")] == [
        2,
        2,
        0,
        4,
    ]
