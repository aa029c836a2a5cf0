"""Uploads are checked by the background worker: who has one in hand, how far it is, what came of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# About as many rows as the sheet has: what was read before is large or small by its imports.
FILL = """
UPDATE rosters_rosterupload u SET rows_in_all = s.rows FROM (
    SELECT upload_id, sum(new + changed + unchanged + invalid + left_out) AS rows
    FROM rosters_rosterimport GROUP BY upload_id
) s WHERE s.upload_id = u.id
"""
# The version before knows no import that is being checked again.
PUT_BACK = """
UPDATE rosters_rosterimport SET state = 'checked', attempt = NULL, heartbeat_at = NULL, asked_at = NULL, progress = 0
WHERE state = 'checking'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('rosters', '0005_sight_of_imports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rosterimport',
            name='roster_in_hand_while_working',
        ),
        migrations.RunSQL(migrations.RunSQL.noop, PUT_BACK),
        migrations.AddField(
            model_name='rosterimport',
            name='mend',
            field=models.JSONField(blank=True, default=dict, help_text='What the background worker is to change in its rows.', verbose_name='mend'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='answers',
            field=models.JSONField(blank=True, default=dict, help_text='What a person said of its columns that is still to be read.', verbose_name='answers'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='asked_at',
            field=models.DateTimeField(blank=True, help_text='When it was handed to the background worker.', null=True, verbose_name='asked at'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='asked_by',
            field=models.ForeignKey(blank=True, help_text='Within whose rights it is checked.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='attempt',
            field=models.UUIDField(blank=True, help_text='The worker that has it in hand.', null=True, verbose_name='attempt'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='begun_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='begun at'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='heartbeat_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='last sign of life'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='interruptions',
            field=models.PositiveSmallIntegerField(default=0, help_text='How often a worker died while it checked it.', verbose_name='interruptions'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='is_cancelled',
            field=models.BooleanField(default=False, verbose_name='is cancelled'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='language',
            field=models.CharField(blank=True, default='', help_text='In which the person is told what is found.', max_length=8, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='progress',
            field=models.FloatField(default=0, help_text='The part that is done, from 0 to 1.', verbose_name='progress'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='remembered',
            field=models.JSONField(blank=True, default=list, help_text='Headings that were read as the office said before, each with its field.', verbose_name='remembered headings used'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='rows_in_all',
            field=models.PositiveIntegerField(default=0, help_text='How many rows its sheets have.', verbose_name='rows'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='stage',
            field=models.CharField(blank=True, choices=[('reading', 'reading'), ('comparing', 'comparing')], default='', max_length=10, verbose_name='stage'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='state',
            field=models.CharField(choices=[('waiting', 'to be checked'), ('checked', 'checked'), ('unread', 'could not be checked'), ('stopped', 'stopped')], default='checked', max_length=8, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='trouble',
            field=models.TextField(blank=True, default='', help_text='Why it could not be checked.', verbose_name='trouble'),
        ),
        migrations.AddField(
            model_name='rosterupload',
            name='uses_memory',
            field=models.BooleanField(default=True, help_text='Whether what the office said of headings counts.', verbose_name='uses remembered headings'),
        ),
        migrations.AlterField(
            model_name='rosterimport',
            name='state',
            field=models.CharField(choices=[('checked', 'checked'), ('checking', 'being checked again'), ('applying', 'being applied'), ('applied', 'applied'), ('refused', 'not applied'), ('undoing', 'being taken back'), ('undone', 'taken back')], default='checked', max_length=10, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attempt__isnull', True), ('heartbeat_at__isnull', True)), models.Q(('attempt__isnull', False), ('heartbeat_at__isnull', False), ('state__in', ['checking', 'applying', 'undoing'])), _connector='OR'), name='roster_in_hand_while_working'),
        ),
        migrations.AddConstraint(
            model_name='rosterupload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attempt__isnull', True), ('heartbeat_at__isnull', True)), models.Q(('attempt__isnull', False), ('heartbeat_at__isnull', False), ('state', 'waiting')), _connector='OR'), name='roster_upload_in_hand_while_waiting'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
