"""Who is connected: systems, their keys, the agencies they speak for."""

from django.db import models

CODE_MAX = 100  # the law says 35; what partners write is kept as it is


class System(models.Model):
    """A client program with its own keys, or a neighbouring axis. It speaks for one or several agencies."""

    class State(models.TextChoices):
        OPEN = "open", "đang nối"
        LOCKED = "locked", "tạm khóa"

    class Kind(models.TextChoices):
        CLIENT = "client", "hệ thống của cơ quan"
        LOWER = "lower", "trục cấp dưới"
        UPPER = "upper", "trục cấp trên"

    system_id = models.CharField(max_length=35, unique=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CLIENT, db_default=Kind.CLIENT)
    sealed_secret = models.BinaryField(null=True)
    connected_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SystemKey(models.Model):
    """A public key of a system. ``keyid`` is ``<system id>/<16 hex>``; a revoked key is kept, for old evidence."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="keys")
    keyid = models.CharField(max_length=60, unique=True)
    pem = models.TextField()
    added_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Agency(models.Model):
    """A body with its own code. Never deleted: a merged one gets ``valid_to`` and ``successor``."""

    code = models.CharField(max_length=CODE_MAX, unique=True)
    code_qcvn102 = models.CharField(max_length=CODE_MAX, unique=True, null=True)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=255)
    system = models.ForeignKey(System, on_delete=models.PROTECT, null=True, related_name="agencies")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="predecessors")
    version = models.BigIntegerField(db_index=True)
    changed_at = models.DateTimeField(null=True)  # when ``version`` was given; unknown for the oldest rows
    mail = models.CharField(max_length=100, default="")
    mobile = models.CharField(max_length=50, default="")
    fax = models.CharField(max_length=50, default="")

    class Meta:
        verbose_name = "cơ quan"

    def __str__(self) -> str:
        return self.name


class AgencyAlias(models.Model):
    """Another code that partners write for an agency (short forms of the old order, codes of before a merger)."""

    alias = models.CharField(max_length=CODE_MAX, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="aliases")


class DirectoryVersion(models.Model):
    """One row. Its lock is held until a change commits, so versions appear in the order they were given.

    ``stamp`` differs after every change; processes compare it to know that their copy is stale.
    """

    value = models.BigIntegerField()
    stamp = models.UUIDField()


class Nonce(models.Model):
    """A nonce of a signed write, kept for ten minutes. The table is unlogged: writes are idempotent without it too."""

    pk = models.CompositePrimaryKey("system_id", "nonce")
    system_id = models.BigIntegerField()
    nonce = models.CharField(max_length=64)
    seen_at = models.DateTimeField(db_index=True)
