"""Who is connected: systems, their keys, the agencies they speak for, and what became of agencies."""

from django.db import models

from axis.directory.facts import ActKind, ActState, Bloc, Level
from kit.refs import uuid7
from kit.word_search import WordRow

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
    ended_by = models.ForeignKey("Act", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.BigIntegerField(db_index=True)
    changed_at = models.DateTimeField(null=True)  # when ``version`` was given; unknown for the oldest rows
    level = models.CharField(max_length=12, choices=Level, blank=True, default="", db_default="")  # empty: not known
    bloc = models.CharField(max_length=12, choices=Bloc, default=Bloc.OTHER, db_default=Bloc.OTHER)
    unit_code = models.CharField(max_length=5, default="", db_default="")  # mã ĐVHC: geography, not an identifier
    mail = models.CharField(max_length=100, default="")
    mobile = models.CharField(max_length=50, default="")
    fax = models.CharField(max_length=50, default="")

    class Meta:
        verbose_name = "cơ quan"
        indexes = [models.Index(fields=["parent", "sort_key"], name="axis_agency_children")]

    def __str__(self) -> str:
        return self.name


class AgencyAlias(models.Model):
    """Another code that partners write for an agency (short forms of the old order, codes of before a merger)."""

    alias = models.CharField(max_length=CODE_MAX, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="aliases")


class AgencyWords(WordRow):
    """What an agency is found by: names of now and before, every code."""

    thing = models.OneToOneField(Agency, on_delete=models.CASCADE, primary_key=True, related_name="words")
    version = models.BigIntegerField()  # of the agency when they were taken from it


class Act(models.Model):
    """A reorganisation by a legal act: prepared for its day, then carried out in one transaction, or cancelled."""

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=ActKind)
    state = models.CharField(max_length=10, choices=ActState, default=ActState.PREPARED)
    legal_ref = models.CharField(max_length=200)  # số nghị quyết, quyết định
    effective_on = models.DateField()
    reason = models.CharField(max_length=500, default="")  # of a day that was past already
    order = models.JSONField(default=dict)  # what is to be done, as axis.directory.orders writes it
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    carried_out_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(null=True)  # of the directory that it gave
    problem = models.CharField(max_length=500, default="")  # why it could not be carried out on its day
    changed = models.JSONField(default=dict)  # counts: agencies, children, moved, ended deliveries

    class Meta:
        indexes = [models.Index(fields=["effective_on"], name="axis_act_due", condition=models.Q(state="prepared"))]


class Succession(models.Model):
    """One heir of an agency that ended. ``is_default`` takes its mail: it is the agency's ``successor``."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, related_name="successions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="heirs")
    heir = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    is_default = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "heir"], name="axis_heir_once"),
            models.UniqueConstraint(
                fields=["agency"], condition=models.Q(is_default=True), name="axis_one_default_heir"
            ),
        ]


class FormerName(models.Model):
    """A name that an agency bore before ``until``."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField()


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
