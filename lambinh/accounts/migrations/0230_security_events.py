"""What concerns the security of an account, for its administrator to read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0221_key_fingerprints'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('signed-in', 'signed in'), ('wrong-password', 'wrong password'), ('wrong-code', 'wrong code of the second factor'), ('locked-out', 'turned away after too many failures'), ('wait-lifted', 'may try again at once'), ('citizen-id-limit', 'opened as many citizen ids as may be opened')], max_length=20)),
                ('address', models.CharField(blank=True, max_length=45)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('times', models.PositiveIntegerField(default=1)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='security_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'security event',
                'verbose_name_plural': 'security events',
                'ordering': ('-last_at', '-pk'),
                'indexes': [models.Index(fields=['user', '-last_at'], name='security_event_of_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_at__lte', models.F('last_at')), ('times__gte', 1)), name='security_event_happened')],
            },
        ),
    ]
