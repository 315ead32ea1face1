"""Who may do what at the office's end of the axis."""

from kit.access import Rule
from office.organisation.roles import Role

EVERYONE = frozenset(Role.values)

RULES = {
    "resend": Rule({Role.CLERK, Role.ADMINISTRATOR}, why="Chỉ văn thư hoặc quản trị được gửi lại."),
    "see_failures": Rule({Role.CLERK, Role.ADMINISTRATOR}, why="Chỉ văn thư hoặc quản trị xem danh sách này."),
}
