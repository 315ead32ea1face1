"""The values a page hands to the parts of the screen. Doors: RailItem, Fact, Turn, Stage, Tab, Choice, KeyLine, StepDot."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class RailItem:
    """One entry of the rail: icon and word, what waits for me as a badge."""

    key: str
    label: str
    icon: str
    url: str
    badge: int = 0
    shortcut: str = ""  # the letter after G, as "H"
    phone: bool = False  # stays in the bottom bar of a phone (four at most)
    foot: bool = False  # at the foot of the rail


@dataclass(frozen=True)
class Fact:
    """One of the five facts above a document: label, value, addition in quiet text."""

    label: str
    value: str
    more: str = ""
    ring: str = ""  # a status ring before the value
    tone: str = ""  # "", ok, warn, bad: of the addition


@dataclass(frozen=True)
class Turn:
    """One act of one person in the timeline."""

    name: str
    act: str
    at: str
    now: bool = False  # the present holder
    more: str = ""
    quote: str = ""  # the instruction itself
    gap: str = ""  # written before this act: "chờ 2 ngày"


@dataclass(frozen=True)
class Stage:
    """One step of a route: state is done, now, next or back."""

    name: str
    state: str
    who: str = ""
    when: str = ""


@dataclass(frozen=True)
class Tab:
    """One tab, view or joined choice that is a link."""

    label: str
    url: str
    count: int | str | None = None
    current: bool = False
    icon: str = ""
    bad: bool = False  # the count is a reason to worry
    attrs: dict[str, str] = field(default_factory=dict)  # {"hx_get": "...", "hx_target": "#list"}


@dataclass(frozen=True)
class Choice:
    """One option of a filter, a switch or a set of reasons."""

    value: str
    label: str
    count: int | None = None
    chosen: bool = False
    weight: str = ""  # of a switch: "" tint, solid, grey


@dataclass(frozen=True)
class KeyLine:
    """One line of the keys help: the keys as printed, and what they do."""

    keys: str
    does: str


@dataclass(frozen=True)
class StepDot:
    """One dot of a tracking row: state is done, now, bad or empty."""

    state: str
    at: str = ""
    label: str = ""
