"""The programs of an office are killed in every step of the loop."""

import pytest
from tests.stories.faults.killing import Campaign, killed_in_a_step, table

from congvan.demo.world import World

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def campaign(world: World) -> Campaign:
    return Campaign(world)


@pytest.mark.parametrize(("component", "step"), table("office web", "office worker", "office link"))
def test_nothing_is_lost(campaign: Campaign, component: str, step: str) -> None:
    killed_in_a_step(campaign, component, step)
