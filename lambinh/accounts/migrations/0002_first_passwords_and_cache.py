from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            "user",
            "must_change_password",
            models.BooleanField(
                default=False,
                help_text="The password was given by somebody else: signing in leads to choosing an own one.",
                verbose_name="must change the password",
            ),
        ),
        # As `manage.py createcachetable` would make it, but for UNLOGGED: counts of failures may be lost in a crash.
        migrations.RunSQL(
            [
                """
                CREATE UNLOGGED TABLE "cache" (
                    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
                    "value" text NOT NULL,
                    "expires" timestamp with time zone NOT NULL
                )
                """,
                'CREATE INDEX "cache_expires" ON "cache" ("expires")',
            ],
            'DROP TABLE "cache"',
        ),
    ]
