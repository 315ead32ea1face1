"""The console as an operator's browser asks for it. Doors: OPERATOR, PASSWORD, page."""

from django.test import Client

OPERATOR = "phung.le"
PASSWORD = "một mật khẩu dài"


def page(client: Client, path: str) -> str:
    """Return the page at ``path``, which has to be there."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()
