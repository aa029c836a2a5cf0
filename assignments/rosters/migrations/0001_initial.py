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
                ('requested_at', models.DateTimeField(blank=True, help_text='The time at which it was queued for the background worker.', null=True, verbose_name='requested at')),
                ('attempt', models.UUIDField(blank=True, help_text='Key of the worker that has claimed it.', null=True, verbose_name='attempt')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='begun at')),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True, verbose_name='last heartbeat')),
                ('progress', models.FloatField(default=0, help_text='Completed share, from 0 to 1.', verbose_name='progress')),
                ('is_cancelled', models.BooleanField(default=False, verbose_name='is cancelled')),
                ('file_name', models.CharField(max_length=255, verbose_name='file')),
                ('digest', models.CharField(help_text='SHA-256 of the file.', max_length=64, verbose_name='digest')),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
                ('requested_as_of', models.DateField(blank=True, help_text='The day that the user entered, if any.', null=True, verbose_name='holds from')),
                ('choices', models.JSONField(blank=True, default=dict, help_text='Sheets, headings and columns that the user chose.', verbose_name='choices')),
                ('is_certain', models.BooleanField(default=True, help_text='Whether its columns were recognised, or a user confirmed them.', verbose_name='is certain')),
                ('is_kept', models.BooleanField(default=True, help_text='Whether the file is still stored.', verbose_name='is kept')),
                ('overdue_since', models.DateTimeField(editable=False, help_text='The time at which this was noticed; the file is removed later.', null=True, verbose_name='expired since')),
                ('overdue_seen_at', models.DateTimeField(editable=False, null=True)),
                ('overdue_days', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('state', models.CharField(choices=[('waiting', 'to be checked'), ('checked', 'checked'), ('unread', 'could not be checked'), ('stopped', 'stopped')], default='checked', max_length=8, verbose_name='state')),
                ('stage', models.CharField(blank=True, choices=[('reading', 'reading'), ('comparing', 'comparing')], default='', max_length=10, verbose_name='stage')),
                ('rows_in_all', models.PositiveIntegerField(default=0, help_text='Number of rows in its sheets.', verbose_name='rows')),
                ('language', models.CharField(blank=True, default='', help_text='The language of its messages.', max_length=8, verbose_name='language')),
                ('answers', models.JSONField(blank=True, default=dict, help_text="The user's choices for its columns that are not yet applied.", verbose_name='answers')),
                ('error', models.TextField(blank=True, default='', help_text='The reason why it could not be checked.', verbose_name='error')),
                ('interruptions', models.PositiveSmallIntegerField(default=0, help_text='How many times a worker died during the check.', verbose_name='interruptions')),
                ('uses_memory', models.BooleanField(default=True, help_text='Whether the headings that the office confirmed are used.', verbose_name='uses remembered headings')),
                ('remembered', models.JSONField(blank=True, default=list, help_text='Headings that were read as the office had confirmed them, with their fields.', verbose_name='remembered headings used')),
                ('requested_by', models.ForeignKey(blank=True, help_text='The user whose permissions apply to the check.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
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
                ('requested_at', models.DateTimeField(blank=True, help_text='The time at which it was queued for the background worker.', null=True, verbose_name='requested at')),
                ('attempt', models.UUIDField(blank=True, help_text='Key of the worker that has claimed it.', null=True, verbose_name='attempt')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='begun at')),
                ('heartbeat_at', models.DateTimeField(blank=True, null=True, verbose_name='last heartbeat')),
                ('progress', models.FloatField(default=0, help_text='Completed share, from 0 to 1.', verbose_name='progress')),
                ('is_cancelled', models.BooleanField(default=False, verbose_name='is cancelled')),
                ('kind', models.CharField(choices=[('members', 'members'), ('households', 'households'), ('assignments', 'assignments')], max_length=12, verbose_name='kind')),
                ('file_name', models.CharField(max_length=255, verbose_name='file')),
                ('digest', models.CharField(help_text='SHA-256 of the file.', max_length=64, verbose_name='digest')),
                ('as_of', models.DateField(help_text='The day from which the contents of the file are true.', verbose_name='as of')),
                ('units_on', models.DateField(help_text="The day on which the file's communes existed.", verbose_name='units as of')),
                ('mapping', models.JSONField(blank=True, default=list, help_text='The field that each column was read as.', verbose_name='columns')),
                ('notes', models.JSONField(blank=True, default=list, help_text='New units and bodies, and notices.', verbose_name='notes')),
                ('created_ids', models.JSONField(blank=True, default=dict, help_text='Ids of the villages, bodies and decisions created for its rows.', verbose_name='created ids')),
                ('state', models.CharField(choices=[('checked', 'checked'), ('checking', 'being checked again'), ('applying', 'being applied'), ('applied', 'applied'), ('refused', 'not applied'), ('undoing', 'being undone'), ('undone', 'undone')], default='checked', max_length=10, verbose_name='state')),
                ('new', models.PositiveIntegerField(default=0, verbose_name='new')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='changed')),
                ('unchanged', models.PositiveIntegerField(default=0, verbose_name='unchanged')),
                ('invalid', models.PositiveIntegerField(default=0, verbose_name='invalid')),
                ('left_out', models.PositiveIntegerField(default=0, verbose_name='left out')),
                ('warnings', models.PositiveIntegerField(default=0, help_text='Valid rows with warnings.', verbose_name='warnings')),
                ('communes', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Ids of the communes that its rows name.', size=None, verbose_name='communes')),
                ('units_named', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Ids of the units of all its rows, including those left out; 0 for a row whose unit is unknown.', size=None, verbose_name='units named')),
                ('units_compared', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Ids of the units whose records the page may show beside its rows.', size=None, verbose_name='units compared')),
                ('pending_edit', models.JSONField(blank=True, default=dict, help_text='Change to its rows that the background worker will make.', verbose_name='pending edit')),
                ('checked_at', models.DateTimeField(verbose_name='checked at')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='applied at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='applied by')),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
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
                ('heading', models.CharField(help_text='Without diacritics, in lower case.', max_length=200, verbose_name='heading')),
                ('field', models.CharField(blank=True, help_text='Empty: the column is not used.', max_length=40, verbose_name='means')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('office', models.ForeignKey(blank=True, help_text='Empty for users whose access is not limited to a unit.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='households.unit', verbose_name='office')),
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
                ('position', models.PositiveIntegerField(help_text='Counted from the beginning of the file.', verbose_name='position')),
                ('source', models.PositiveSmallIntegerField(default=0, help_text="Index of the table in the import's columns, from 0.", verbose_name='table')),
                ('sheet', models.CharField(max_length=200, verbose_name='sheet')),
                ('number', models.PositiveIntegerField(help_text='The row number that Excel shows.', verbose_name='row')),
                ('values', models.JSONField(verbose_name='values')),
                ('problems', models.JSONField(blank=True, default=list, verbose_name='problems')),
                ('changes', models.JSONField(blank=True, default=dict, help_text='Old and new value by field.', verbose_name='changes')),
                ('before', models.JSONField(help_text='Former values of the changed record, for undoing the import.', null=True, verbose_name='before')),
                ('original_values', models.JSONField(blank=True, db_default={}, default=dict, help_text='Values of the file that a user replaced, by field.', verbose_name='original values')),
                ('outcome', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('invalid', 'invalid'), ('left_out', 'left out')], max_length=10, verbose_name='outcome')),
                ('undo_blocked_reason', models.CharField(blank=True, db_default='', help_text='The reason why the row was not undone with its import.', max_length=200, verbose_name='reason not undone')),
                ('record', models.BigIntegerField(help_text="Id of the member, household or assignment that the row became, depending on the import's kind.", null=True, verbose_name='record')),
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
