"""What the keys are known again by, with which something in this database was sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0220_superusers")]

    operations = [
        migrations.CreateModel(
            name="KeyFingerprint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("secret", "LAMBINH_SECRET_KEY"),
                            ("citizen_id", "LAMBINH_CITIZEN_ID_KEYS"),
                            ("role", "LAMBINH_ROLE_KEY"),
                        ],
                        max_length=20,
                    ),
                ),
                ("fingerprint", models.CharField(max_length=32)),
                ("since", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("kind", "since", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "fingerprint"), name="key_fingerprint_once")
                ],
            },
        ),
    ]
