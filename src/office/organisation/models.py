"""Agencies, units, people and their posts; who may sign and who acts for whom.

These tables are the directory that every page needs before an agency is chosen, so they are not tenant tables.
Law: NĐ 30/2020/NĐ-CP Điều 13 (signing authority); QĐ 20/2020/QĐ-TTg and QCVN 102:2016 (agency codes).
"""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models

from kit.refs import uuid7
from kit.rows import ScopedQuerySet
from kit.word_search import WordRow
from office.organisation.roles import Authority, Bloc, Level, Role

CODE_MAX = 100  # of an agency; the law says 35, what partners write is kept as it is


class Agency(models.Model):
    """A state body with its own code. ``hosted`` agencies work in this installation; the others are addresses."""

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField("mã định danh", max_length=CODE_MAX)
    code_qcvn102 = models.CharField("mã theo QCVN 102", max_length=CODE_MAX, blank=True)
    name = models.CharField("tên cơ quan", max_length=200)
    parent_name = models.CharField("cơ quan chủ quản", max_length=200, blank=True)
    abbreviation = models.CharField("chữ viết tắt", max_length=30, blank=True)  # in notations: VPCP, UBND
    place = models.CharField("địa danh", max_length=50, blank=True)
    collective = models.BooleanField(default=False)  # a collective body: its head signs TM.
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.PROVINCE, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    hosted = models.BooleanField(default=False)
    sort_key = models.CharField(max_length=255, blank=True)
    search_text = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    # As the directory of the axis says (exchange.actions.agencies):
    bloc = models.CharField(max_length=12, choices=Bloc.choices, blank=True)
    other_codes = ArrayField(models.CharField(max_length=CODE_MAX), default=list, blank=True)
    former_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    heir_codes = ArrayField(models.CharField(max_length=CODE_MAX), default=list, blank=True)  # of a split: several
    unit_code = models.CharField(max_length=5, blank=True)  # mã ĐVHC
    on_axis = models.BooleanField(null=True, blank=True)  # served by a system there; None: the axis does not say

    @property
    def reachable(self) -> bool:
        """Whether a packet can be sent to it; who works here is served by this very installation."""
        return self.hosted or self.on_axis is not False

    class Meta:
        verbose_name = "cơ quan"
        indexes = [models.Index(fields=["code"], name="agency_code_any")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to__isnull=True), name="agency_code_once_among_active"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AgencyWords(WordRow):
    """What an agency is found by: names of now and before, every code."""

    thing = models.OneToOneField(Agency, models.CASCADE, primary_key=True, related_name="words")


class Unit(models.Model):
    """A department inside an agency (đơn vị)."""

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField("tên đơn vị", max_length=200)
    abbreviation = models.CharField(max_length=30, blank=True)
    sort_key = models.CharField(max_length=255, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A human being, once, whatever posts he holds."""

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    full_name = models.CharField("họ và tên", max_length=100)
    sort_key = models.CharField(max_length=255, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    preferences = models.JSONField(default=dict, blank=True)  # theme, text size, keys, language

    class Meta:
        verbose_name = "người dùng"

    def __str__(self) -> str:
        return self.full_name


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Account":
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """A way to log in. It has no powers of its own: those come with the acting post."""

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    username = models.CharField("tên đăng nhập", max_length=80, unique=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "tài khoản"


class Post(models.Model):
    """A person's post in an agency (chức danh), with the roles it gives. One person may hold several."""

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="posts")
    title = models.CharField("chức vụ", max_length=100)
    roles = ArrayField(models.CharField(max_length=16, choices=Role.choices), default=list)
    position = models.PositiveSmallIntegerField(default=0)  # order in lists of leaders
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "chức danh"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.title} {self.person.full_name}"


class SigningAuthority(models.Model):
    """In which capacity a post signs (NĐ 30/2020/NĐ-CP Điều 13), for which types, from when until when."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="signing_authorities")
    post = models.ForeignKey(Post, models.PROTECT, related_name="signing_authorities")
    code = models.CharField(max_length=4, choices=Authority.choices, blank=True)
    # as printed: ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    capacity_lines = ArrayField(models.CharField(max_length=120))
    document_types = ArrayField(models.CharField(max_length=8), default=list, blank=True)  # empty: all
    legal_basis = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "thẩm quyền ký"


class Delegation(models.Model):
    """Between two days, ``to_post`` does the duties of ``from_post`` in the system (uỷ quyền xử lý)."""

    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="delegations")
    from_post = models.ForeignKey(Post, models.PROTECT, related_name="delegations_given")
    to_post = models.ForeignKey(Post, models.PROTECT, related_name="delegations_received")
    reason = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "uỷ quyền"


class TenantModel(models.Model):
    """Base of every row that belongs to an agency: scoped by construction, and by row-level security below."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
