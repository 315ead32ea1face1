"""What the operator sets, read once. Doors: Env, ENV."""

from dataclasses import dataclass, field
from pathlib import Path

from kit.settings import read_env

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Env:
    """Names are CONGVAN_ + field name in capitals, unless ``env`` says otherwise."""

    database_url: str = field(metadata={"env": "DATABASE_URL"})
    axis_name: str = "national"  # stands in every receipt; never changed once receipts exist
    axis_title: str = "Trục liên thông"
    axis_data: Path = REPOSITORY / "var" / "axis"
    axis_key: Path | None = None  # receipt key, PEM 0600; made in the data folder when unset
    axis_host: str = "127.0.0.1"
    axis_port: int = 8100
    axis_public_url: str = "http://127.0.0.1:8100"
    axis_workers: int = 2
    axis_nodes: int = 1  # machines that serve this axis; each admits its share of a quota
    axis_max_packet_mib: int = 320  # 200 MB of files grow by a third as Base64
    axis_late_minutes: int = 15  # a delivery that waits longer is shown to the operator
    axis_head_seconds: float = 10.0  # at most one signed head of the log in so many; receipts promise 60
    axis_vxp_trace: tuple[str, ...] = ()  # systems of the VXP dialect whose copies get this axis' TraceHeader
    axis_tls_ca: Path | None = (
        None  # towards an axis above: who issued its TLS certificate; none: the public authorities
    )
    axis_tls_certificate: Path | None = None  # our TLS certificate there, where it asks for one, PEM
    axis_tls_key: Path | None = None  # its key, PEM 0600
    axis_tsa_url: str = ""  # RFC 3161 authority that stamps the heads; none: heads stay unstamped
    axis_quota_per_minute: int = (
        0  # packets that one system may send in a minute unless it has its own quota; 0: no limit
    )
    axis_quota_waiting_mib: int = 0  # of one system's packets that receivers have not taken yet; 0: no limit
    axis_metrics_allow: tuple[str, ...] = ("127.0.0.0/8", "::1/128")  # networks that may read /metrics without a token
    axis_metrics_token: str = ""  # bearer token for /metrics from anywhere; none: by address only
    axis_log_json: bool = False  # one JSON object a line instead of plain text
    axis_without_paper: tuple[str, ...] = ("0",)  # what the field Paper of a packet says when no paper follows
    axis_public_statistics: bool = False  # a page of figures for everybody
    axis_smtp_url: str = ""  # smtp://user:password@host:port or smtps://…; none: alerts are not mailed
    axis_mail_from: str = "axis@localhost"
    axis_webhook_hosts: tuple[str, ...] = ()  # hosts that alerts may be posted to; none: nowhere
    axis_webhook_secret: str = ""  # signs what is posted (HMAC-SHA256); made in the data folder when unset
    axis_s3_url: tuple[
        str, ...
    ] = ()  # addresses of one S3 store, http(s)://host:port; none: packets lie in the data folder
    axis_s3_bucket: str = "packets"
    axis_s3_region: str = "us-east-1"
    axis_s3_access_key: str = ""
    axis_s3_secret_key: str = field(default="", repr=False)
    axis_s3_ca: Path | None = None  # who issued the store's TLS certificates; none: the public authorities
    axis_s3_copies_mib: int = 2048  # of packets of the store that are kept on this machine too
    secret_key: str = ""  # Django's; made in the data folder when unset
    key_file: Path | None = None  # encrypts secrets that must stay readable; made in the data folder when unset
    assets_dir: Path = REPOSITORY / "build" / "assets"
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    trusted_proxies: tuple[str, ...] = ()  # addresses of proxies of ours, whose word about the caller is believed
    demo: bool = False
    debug: bool = False

    @property
    def without_paper(self) -> list[int]:
        return [int(word) for word in self.axis_without_paper if word.isdecimal()]

    @property
    def max_packet_bytes(self) -> int:
        return self.axis_max_packet_mib << 20

    @property
    def receipt_key_path(self) -> Path:
        return self.axis_key or self.axis_data / "keys" / "receipts.pem"

    @property
    def heads_path(self) -> Path:
        """Signed heads outside the database; put the folder's backup elsewhere."""
        return self.axis_data / "evidence" / "heads.jws"

    @property
    def bodies(self) -> Path:
        return self.axis_data / "bodies"

    @property
    def copies(self) -> Path:
        """Packets of the S3 store that were lately put or asked for; may be deleted at any time."""
        return self.axis_data / "copies"

    @property
    def lists(self) -> Path:
        """Lists of agencies made beforehand; may be deleted at any time."""
        return self.axis_data / "lists"

    @property
    def spool(self) -> Path:
        """Bodies on their way in; on the same disk as ``bodies``."""
        return self.axis_data / "spool"


ENV = read_env(Env)
