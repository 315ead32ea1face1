import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import kit.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("full_name", models.CharField(max_length=100, verbose_name="họ và tên")),
                ("sort_key", models.CharField(blank=True, max_length=255)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("preferences", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "verbose_name": "người dùng",
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("code", models.CharField(max_length=35, verbose_name="mã định danh")),
                ("code_qcvn102", models.CharField(blank=True, max_length=13, verbose_name="mã theo QCVN 102")),
                ("name", models.CharField(max_length=200, verbose_name="tên cơ quan")),
                ("parent_name", models.CharField(blank=True, max_length=200, verbose_name="cơ quan chủ quản")),
                ("abbreviation", models.CharField(blank=True, max_length=30, verbose_name="chữ viết tắt")),
                ("place", models.CharField(blank=True, max_length=50, verbose_name="địa danh")),
                ("collective", models.BooleanField(default=False)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("central", "Trung ương"),
                            ("province", "Cấp tỉnh"),
                            ("department", "Sở, ngành"),
                            ("district", "Cấp huyện"),
                            ("commune", "Cấp xã"),
                        ],
                        default="province",
                        max_length=12,
                    ),
                ),
                ("hosted", models.BooleanField(default=False)),
                ("sort_key", models.CharField(blank=True, max_length=255)),
                ("search_text", models.TextField(blank=True)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="office_organisation.agency",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="office_organisation.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ quan",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("username", models.CharField(max_length=80, unique=True, verbose_name="tên đăng nhập")),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account",
                        to="office_organisation.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "tài khoản",
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("title", models.CharField(max_length=100, verbose_name="chức vụ")),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("clerk", "Văn thư"),
                                ("leader", "Lãnh đạo"),
                                ("deputy", "Phó thủ trưởng"),
                                ("unit_head", "Trưởng đơn vị"),
                                ("officer", "Chuyên viên"),
                                ("administrator", "Quản trị"),
                            ],
                            max_length=16,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="office_organisation.agency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="office_organisation.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "chức danh",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("reason", models.CharField(max_length=300)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="office_organisation.agency",
                    ),
                ),
                (
                    "from_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations_given",
                        to="office_organisation.post",
                    ),
                ),
                (
                    "to_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations_received",
                        to="office_organisation.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "uỷ quyền",
            },
        ),
        migrations.CreateModel(
            name="SigningAuthority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Thủ trưởng"),
                            ("TM.", "Thay mặt"),
                            ("KT.", "Ký thay"),
                            ("TL.", "Thừa lệnh"),
                            ("TUQ.", "Thừa uỷ quyền"),
                            ("Q.", "Quyền"),
                        ],
                        max_length=4,
                    ),
                ),
                (
                    "capacity_lines",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), size=None),
                ),
                (
                    "document_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), blank=True, default=list, size=None
                    ),
                ),
                ("legal_basis", models.CharField(blank=True, max_length=200)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_authorities",
                        to="office_organisation.agency",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_authorities",
                        to="office_organisation.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "thẩm quyền ký",
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="tên đơn vị")),
                ("abbreviation", models.CharField(blank=True, max_length=30)),
                ("sort_key", models.CharField(blank=True, max_length=255)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="office_organisation.agency",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="office_organisation.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "đơn vị",
            },
        ),
        migrations.AddField(
            model_name="post",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="office_organisation.unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)), fields=("code",), name="agency_code_once_among_active"
            ),
        ),
    ]
