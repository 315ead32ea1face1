"""Nonces live ten minutes and guard idempotent writes: losing them in a crash costs nothing, logging them does."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("axis_directory", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE axis_directory_nonce SET UNLOGGED",
            "ALTER TABLE axis_directory_nonce SET LOGGED",
        )
    ]
