"""Who created an account, and the keys by which people are searched without marks and sorted by given name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lambinh.lib.vietnamese import search_key, sort_key


def set_keys(apps, schema_editor):
    for user in apps.get_model("accounts", "User").objects.all():
        name = f"{user.last_name} {user.first_name}".strip()
        user.search_key, user.sort_key = search_key(f"{name} {user.username}"), sort_key(name or user.username)
        user.save(update_fields=["search_key", "sort_key"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_first_passwords_and_cache")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="created",
                to=settings.AUTH_USER_MODEL,
                verbose_name="created by",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="search_key",
            field=models.CharField(default="", editable=False, max_length=460),
        ),
        migrations.AddField(
            model_name="user",
            name="sort_key",
            field=models.CharField(db_collation="C", default="", editable=False, max_length=800),
        ),
        migrations.RunPython(set_keys, migrations.RunPython.noop, elidable=True),
    ]
