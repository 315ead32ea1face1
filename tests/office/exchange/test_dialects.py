"""Which axis the link talks to, and how, is a matter of settings."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from axislink.client import AxisClient
from axislink.vxp_client import VxpAxisClient
from evidence.keys import keep_private_key, new_private_key
from kit.settings import read_env
from office.exchange import link
from office.exchange.errors import AxisNotConfigured
from office.settings import ENV, Env

VXP = {"axis_dialect": "vxp", "axis_url": "http://truc/vxp", "axis_system": "02.44.W00", "axis_secret": "bi-mat"}


def with_settings(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    bare = {"axis_url": "", "axis_system": "", "axis_key": None, "axis_secret": "", "axis_dialect": "native"}
    monkeypatch.setattr(link, "ENV", replace(ENV, **(bare | changed)))


def test_the_national_axis_is_joined_by_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    with_settings(monkeypatch, **VXP)
    client = link._client()
    assert isinstance(client, VxpAxisClient)
    assert (client.base_url, client.system_id) == ("http://truc/vxp", "02.44.W00")


def test_our_own_axis_is_the_usual_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keep_private_key(tmp_path / "key.pem", new_private_key())
    with_settings(monkeypatch, axis_url="http://truc", axis_system="vpcp", axis_key=tmp_path / "key.pem")
    assert isinstance(link._client(), AxisClient)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({}, "CONGVAN_AXIS_URL, CONGVAN_AXIS_SYSTEM, CONGVAN_AXIS_KEY"),
        ({**VXP, "axis_secret": ""}, "CONGVAN_AXIS_SECRET"),
        ({**VXP, "axis_dialect": "soap"}, "CONGVAN_AXIS_DIALECT"),
    ],
)
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], named: str) -> None:
    with_settings(monkeypatch, **changed)
    with pytest.raises(AxisNotConfigured) as missing:
        link._client()
    assert missing.value.facts["names"] == named


def test_the_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("bi-mat\n")
    env = read_env(Env, {"DATABASE_URL": "x", "CONGVAN_AXIS_SECRET_FILE": str(tmp_path / "secret")})
    assert env.axis_secret == "bi-mat"
