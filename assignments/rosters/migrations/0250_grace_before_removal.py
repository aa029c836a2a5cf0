"""A kept workbook is noted as over its time before it is removed, and on how many days that was seen."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rosters', '0240_checking_by_the_worker'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='rosterupload',
            name='overdue_days',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='overdue_seen_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='overdue_since',
            field=models.DateTimeField(editable=False, help_text='When that was noticed; it is removed later.', null=True, verbose_name='over its time since'),
        ),
        migrations.AddConstraint(
            model_name='rosterupload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('overdue_days', 0), ('overdue_seen_at', None), ('overdue_since', None)), models.Q(('is_kept', True), ('overdue_seen_at__isnull', False), ('overdue_since__isnull', False)), _connector='OR'), name='roster_upload_overdue_is_dated'),
        ),
    ]
