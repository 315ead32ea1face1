"""The values that actions take as arguments, built once from the environment. Doors: AxisConfig, config."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from axis import env
from axis.keyring import receipt_key
from evidence.keys import PrivateKey
from kit.object_storage import ObjectStore
from kit.s3 import S3Bucket
from kit.storage import ContentStore


@dataclass(frozen=True)
class AxisConfig:
    """``name`` stands in receipts; ``lists`` holds answers made beforehand; ``max_packet_bytes`` caps one packet."""

    name: str
    title: str
    key: PrivateKey
    bodies: ContentStore
    lists: Path
    max_packet_bytes: int
    late_minutes: int


@cache
def config() -> AxisConfig:
    env.ENV.bodies.mkdir(parents=True, exist_ok=True)
    env.ENV.spool.mkdir(parents=True, exist_ok=True)
    return AxisConfig(
        name=env.ENV.axis_name,
        title=env.ENV.axis_title,
        key=receipt_key(),
        bodies=bodies(),
        lists=env.ENV.lists,
        max_packet_bytes=env.ENV.max_packet_bytes,
        late_minutes=env.ENV.axis_late_minutes,
    )


def bodies() -> ContentStore:
    """Return where packets are: the data folder, or an S3 store with copies here."""
    if not env.ENV.axis_s3_url:
        return ContentStore(env.ENV.bodies)
    bucket = S3Bucket(
        env.ENV.axis_s3_url,
        env.ENV.axis_s3_bucket,
        env.ENV.axis_s3_access_key,
        env.ENV.axis_s3_secret_key,
        region=env.ENV.axis_s3_region,
        ca=env.ENV.axis_s3_ca,
    )
    return ObjectStore(bucket, env.ENV.copies, env.ENV.axis_s3_copies_mib << 20)
