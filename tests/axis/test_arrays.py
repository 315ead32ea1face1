"""Arrays that the accepting commit writes as text come out as they went in."""

from uuid import UUID

import pytest
from django.db import connection

from axis.intake.commit import array

TEXTS = ["H29", "000.00.01.H29", 'a"b', "a\\b", '\\"', "a,b", "{a}", "", "NULL", " khoảng trắng ", "a\nb", "mã có dấu"]


@pytest.mark.django_db
def test_an_array_written_as_text_is_read_as_it_was():
    with connection.cursor() as cursor:
        cursor.execute(
            "select %s::text[], %s::bigint[], %s::uuid[]", [array(TEXTS), array([1, -2]), array([UUID(int=7)])]
        )
        assert cursor.fetchone() == (TEXTS, [1, -2], [UUID(int=7)])
        cursor.execute("select %s::bigint[]", [array([])])
        assert cursor.fetchone() == ([],)
