import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('households', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RosterUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requested_at', models.DateTimeField(blank=True, help_text='When it was handed to the background worker.', null=True, verbose_name='requested at')),
                ('attempt', models.UUIDField(blank=True, help_text='The worker that has it in hand.', null=True, verbose_name='attempt')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='begun at')),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True, verbose_name='last sign of life')),
                ('progress', models.FloatField(default=0, help_text='The part that is done, from 0 to 1.', verbose_name='progress')),
                ('is_cancelled', models.BooleanField(default=False, verbose_name='is cancelled')),
                ('file_name', models.CharField(max_length=255, verbose_name='file')),
                ('digest', models.CharField(help_text='SHA-256 of the file.', max_length=64, verbose_name='digest')),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
                ('requested_as_of', models.DateField(blank=True, help_text='The day that the person gave, if any.', null=True, verbose_name='holds from')),
                ('choices', models.JSONField(blank=True, default=dict, help_text='Sheets, headings and columns as a person chose them.', verbose_name='choices')),
                ('is_certain', models.BooleanField(default=True, help_text='Whether its columns were understood, or a person has said so.', verbose_name='is certain')),
                ('is_kept', models.BooleanField(default=True, help_text='Whether the file itself is still here.', verbose_name='is kept')),
                ('overdue_since', models.DateTimeField(editable=False, help_text='When that was noticed; it is removed later.', null=True, verbose_name='over its time since')),
                ('overdue_seen_at', models.DateTimeField(editable=False, null=True)),
                ('overdue_days', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('state', models.CharField(choices=[('waiting', 'to be checked'), ('checked', 'checked'), ('unread', 'could not be checked'), ('stopped', 'stopped')], default='checked', max_length=8, verbose_name='state')),
                ('stage', models.CharField(blank=True, choices=[('reading', 'reading'), ('comparing', 'comparing')], default='', max_length=10, verbose_name='stage')),
                ('rows_in_all', models.PositiveIntegerField(default=0, help_text='How many rows its sheets have.', verbose_name='rows')),
                ('language', models.CharField(blank=True, default='', help_text='In which the person is told what is found.', max_length=8, verbose_name='language')),
                ('answers', models.JSONField(blank=True, default=dict, help_text='What a person said of its columns that is still to be read.', verbose_name='answers')),
                ('error', models.TextField(blank=True, default='', help_text='Why it could not be checked.', verbose_name='error')),
                ('interruptions', models.PositiveSmallIntegerField(default=0, help_text='How often a worker died while it checked it.', verbose_name='interruptions')),
                ('uses_memory', models.BooleanField(default=True, help_text='Whether what the office said of headings counts.', verbose_name='uses remembered headings')),
                ('remembered', models.JSONField(blank=True, default=list, help_text='Headings that were read as the office said before, each with its field.', verbose_name='remembered headings used')),
                ('requested_by', models.ForeignKey(blank=True, help_text='Within whose rights it is checked.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                ('continues', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='continued_by', to='rosters.rosterupload', verbose_name='continues')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'uploaded workbook',
                'verbose_name_plural': 'uploaded workbooks',
                'ordering': ('-uploaded_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='RosterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requested_at', models.DateTimeField(blank=True, help_text='When it was handed to the background worker.', null=True, verbose_name='requested at')),
                ('attempt', models.UUIDField(blank=True, help_text='The worker that has it in hand.', null=True, verbose_name='attempt')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='begun at')),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True, verbose_name='last sign of life')),
                ('progress', models.FloatField(default=0, help_text='The part that is done, from 0 to 1.', verbose_name='progress')),
                ('is_cancelled', models.BooleanField(default=False, verbose_name='is cancelled')),
                ('kind', models.CharField(choices=[('members', 'members'), ('households', 'households'), ('assignments', 'assignments')], max_length=12, verbose_name='kind')),
                ('file_name', models.CharField(max_length=255, verbose_name='file')),
                ('digest', models.CharField(help_text='SHA-256 of the file.', max_length=64, verbose_name='digest')),
                ('as_of', models.DateField(help_text='The day from which what the file says holds.', verbose_name='as of')),
                ('units_on', models.DateField(help_text="The day on which the file's communes existed.", verbose_name='units as of')),
                ('mapping', models.JSONField(blank=True, default=list, help_text='Which column was read as what.', verbose_name='columns')),
                ('notes', models.JSONField(blank=True, default=list, help_text='New units and bodies, and what was noticed.', verbose_name='notes')),
                ('created_ids', models.JSONField(blank=True, default=dict, help_text='Ids of the villages, bodies and decisions created for its rows.', verbose_name='created ids')),
                ('state', models.CharField(choices=[('checked', 'checked'), ('checking', 'being checked again'), ('applying', 'being applied'), ('applied', 'applied'), ('refused', 'not applied'), ('undoing', 'being taken back'), ('undone', 'taken back')], default='checked', max_length=10, verbose_name='state')),
                ('new', models.PositiveIntegerField(default=0, verbose_name='new')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='changed')),
                ('unchanged', models.PositiveIntegerField(default=0, verbose_name='unchanged')),
                ('invalid', models.PositiveIntegerField(default=0, verbose_name='invalid')),
                ('left_out', models.PositiveIntegerField(default=0, verbose_name='left out')),
                ('warnings', models.PositiveIntegerField(default=0, help_text='Rows to look at, though valid.', verbose_name='warnings')),
                ('communes', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Ids of the communes that its rows speak of.', size=None, verbose_name='communes')),
                ('units_named', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Ids of the units of all its rows, those left out too; 0 for a row whose unit is not known.', size=None, verbose_name='units named')),
                ('units_compared', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Ids of the units whose records may be shown beside its rows.', size=None, verbose_name='units compared')),
                ('pending_edit', models.JSONField(blank=True, default=dict, help_text='What the background worker is to change in its rows.', verbose_name='pending edit')),
                ('checked_at', models.DateTimeField(verbose_name='checked at')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='applied at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back at')),
                ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='applied by')),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken back by')),
                ('upload', models.ForeignKey(blank=True, help_text='Empty for a file that a command imported.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='rosters.rosterupload', verbose_name='uploaded workbook')),
            ],
            options={
                'verbose_name': 'roster import',
                'verbose_name_plural': 'roster imports',
                'ordering': ('-checked_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='RememberedHeading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heading', models.CharField(help_text='Without marks, in small letters.', max_length=200, verbose_name='heading')),
                ('field', models.CharField(blank=True, help_text='Empty: the column is not used.', max_length=40, verbose_name='means')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('office', models.ForeignKey(blank=True, help_text='Empty for those whose access is not bound to a unit.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='households.unit', verbose_name='office')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ],
            options={
                'verbose_name': 'remembered heading',
                'verbose_name_plural': 'remembered headings',
                'ordering': ('heading',),
                'constraints': [models.UniqueConstraint(fields=('office', 'heading'), name='remembered_heading_once_an_office', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='RosterRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(help_text='Counted through the whole file.', verbose_name='position')),
                ('source', models.PositiveSmallIntegerField(default=0, help_text="Which table of the file, counted from 0 in the import's columns.", verbose_name='table')),
                ('sheet', models.CharField(max_length=200, verbose_name='sheet')),
                ('number', models.PositiveIntegerField(help_text='The row number that Excel shows.', verbose_name='row')),
                ('values', models.JSONField(verbose_name='values')),
                ('problems', models.JSONField(blank=True, default=list, verbose_name='problems')),
                ('changes', models.JSONField(blank=True, default=dict, help_text='Field: old and new value.', verbose_name='changes')),
                ('before', models.JSONField(help_text='What a changed row changed, as it was, so that it can be taken back.', null=True, verbose_name='before')),
                ('original_values', models.JSONField(blank=True, db_default={}, default=dict, help_text='Field: what the file had where a person wrote something else.', verbose_name='original values')),
                ('outcome', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('invalid', 'invalid'), ('left_out', 'left out')], max_length=10, verbose_name='outcome')),
                ('undo_blocked_reason', models.CharField(blank=True, db_default='', help_text='Why the row was not taken back with its import.', max_length=200, verbose_name='reason not undone')),
                ('record', models.BigIntegerField(help_text="The id of the member, household or assignment, by the import's kind, that the row became.", null=True, verbose_name='record')),
                ('roster_import', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='rosters.rosterimport', verbose_name='import')),
            ],
            options={
                'verbose_name': 'roster row',
                'verbose_name_plural': 'roster rows',
                'ordering': ('roster_import', 'position'),
                'indexes': [models.Index(fields=['roster_import', 'outcome', 'position'], name='roster_row_by_outcome'), models.Index(condition=models.Q(('problems', []), _negated=True), fields=['roster_import', 'position'], name='roster_row_with_problems')],
                'constraints': [models.UniqueConstraint(fields=('roster_import', 'position'), name='roster_row_position_unique')],
            },
        ),
        migrations.AddConstraint(
            model_name='rosterupload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attempt__isnull', True), ('heartbeat_at__isnull', True)), models.Q(('attempt__isnull', False), ('heartbeat_at__isnull', False), ('state', 'waiting')), _connector='OR'), name='roster_upload_in_hand_while_waiting'),
        ),
        migrations.AddConstraint(
            model_name='rosterupload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('overdue_days', 0), ('overdue_seen_at', None), ('overdue_since', None)), models.Q(('is_kept', True), ('overdue_seen_at__isnull', False), ('overdue_since__isnull', False)), _connector='OR'), name='roster_upload_overdue_is_dated'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.UniqueConstraint(condition=models.Q(('left_out', 0), ('state__in', ['applied', 'undoing'])), fields=('digest', 'kind'), name='roster_applied_once_unless_undone', violation_error_message='This file has been imported already.'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', True), ('applied_by__isnull', True)), models.Q(('applied_at__isnull', False), ('applied_by__isnull', False)), _connector='OR'), name='roster_applied_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='roster_undone_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['applied', 'undoing', 'undone']), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='roster_applied_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attempt__isnull', True), ('heartbeat_at__isnull', True)), models.Q(('attempt__isnull', False), ('heartbeat_at__isnull', False), ('state__in', ['checking', 'applying', 'undoing'])), _connector='OR'), name='roster_in_hand_while_working'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), _negated=True), ('undone_at__isnull', False), _connector='OR'), name='roster_undone_has_a_time'),
        ),
    ]
