"""The programs of the axis and the database are killed in every step of the loop."""

import pytest
from tests.stories.faults.killing import COMPONENTS, Campaign, killed_in_a_step, table

from congvan.demo.world import World

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def campaign(world: World) -> Campaign:
    return Campaign(world)


@pytest.mark.parametrize(("component", "step"), table("axis web", "axis worker", "PostgreSQL"))
def test_nothing_is_lost(campaign: Campaign, component: str, step: str) -> None:
    killed_in_a_step(campaign, component, step)


def test_every_component_has_its_rows() -> None:
    """The two tables together kill everything there is."""
    rows = [*table("office web", "office worker", "office link"), *table("axis web", "axis worker", "PostgreSQL")]
    assert {row.values[0] for row in rows} == {component.name for component in COMPONENTS}
