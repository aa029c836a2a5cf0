import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
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
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_key', models.CharField(default='', editable=False, max_length=200)),
                ('sort_key', models.CharField(db_collation='C', default='', editable=False, max_length=400)),
                ('kind', models.CharField(choices=[('committee', 'committee'), ('agency', 'agency'), ('cell', 'cell')], max_length=10, verbose_name='kind')),
                ('tier', models.CharField(choices=[('district', 'district tier'), ('commune', 'commune tier')], max_length=10, verbose_name='tier')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='households.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'party body',
                'verbose_name_plural': 'party bodies',
                'ordering': ('sort_key', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=50, verbose_name='number')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('issuer', models.CharField(max_length=200, verbose_name='issuer')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('unit', models.ForeignKey(blank=True, help_text="Only if the issuer's name does not contain it.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='households.unit', verbose_name='unit of the issuer')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ('-issued_on', 'number'),
            },
        ),
        migrations.CreateModel(
            name='DeskAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('assign', 'assigned'), ('end', 'ended'), ('hand_over', 'handed over'), ('undo', 'took back')], max_length=10, verbose_name='kind')),
                ('at', models.DateTimeField(verbose_name='done at')),
                ('key', models.UUIDField(help_text='A form that is sent twice has the same key; the action runs once.', verbose_name='key of the form')),
                ('request_digest', models.CharField(help_text='SHA-256 of the submitted form.', max_length=64, verbose_name='digest of the request')),
                ('tier', models.CharField(blank=True, choices=[('district', 'district tier'), ('commune', 'commune tier')], help_text='Empty if both tiers are meant.', max_length=10, verbose_name='tier')),
                ('on', models.DateField(help_text='First day of the assignments that begin, or last day of those that end.', verbose_name='day')),
                ('reason', models.CharField(blank=True, help_text='Why warnings were accepted.', max_length=500, verbose_name='reason')),
                ('started', models.PositiveIntegerField(default=0, verbose_name='begun')),
                ('ended', models.PositiveIntegerField(default=0, verbose_name='ended')),
                ('rows', models.JSONField(blank=True, default=dict, help_text='Created, ended and removed assignments, with their former values.', verbose_name='rows')),
                ('conflicts', models.JSONField(blank=True, default=list, help_text='Households that another user changed meanwhile.', verbose_name='not done')),
                ('communes', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Ids of the communes of its households.', size=None, verbose_name='communes')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undo', to='assignments.deskaction', verbose_name='takes back')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'action at the desk',
                'verbose_name_plural': 'actions at the desk',
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_key', models.CharField(default='', editable=False, max_length=200)),
                ('sort_key', models.CharField(db_collation='C', default='', editable=False, max_length=400)),
                ('full_name', models.CharField(max_length=100, verbose_name='full name')),
                ('sex', models.CharField(blank=True, choices=[('M', 'male'), ('F', 'female')], max_length=1, verbose_name='sex')),
                ('birth_date', models.CharField(blank=True, help_text='As much as you know: 1975, 1975-03 or 1975-03-07.', max_length=10, validators=[django.core.validators.RegexValidator('^\\d{4}(-\\d{2}(-\\d{2})?)?$', 'Enter a birth date as 1975, 1975-03 or 1975-03-07.')], verbose_name='birth date')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('commune', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.unit', verbose_name='commune today')),
                ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='assignments.member', verbose_name='merged into')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='member', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'ordering': ('sort_key', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='during')),
                ('tier', models.CharField(choices=[('district', 'district tier'), ('commune', 'commune tier')], max_length=10, verbose_name='tier')),
                ('role', models.CharField(choices=[('in_charge', 'in charge'), ('helper', 'helping')], default='in_charge', max_length=10, verbose_name='role')),
                ('end_reason', models.CharField(blank=True, choices=[('replaced', 'another member took over'), ('household_moved', 'household moved away, split or merged'), ('left_poverty', 'household left poverty'), ('member_moved', 'member moved away'), ('member_ill', 'member fell ill or died'), ('other', 'other')], max_length=20, verbose_name='reason for the end')),
                ('help', models.CharField(blank=True, max_length=500, verbose_name='help given')),
                ('result', models.CharField(blank=True, max_length=500, verbose_name='result')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('commune', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.unit', verbose_name='commune today')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='households.household', verbose_name='household')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='assignments.decision', verbose_name='decision')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='assignments.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'ordering': ('household', 'tier', 'during'),
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='during')),
                ('position', models.CharField(blank=True, max_length=150, verbose_name='position')),
                ('is_exempt', models.BooleanField(default=False, help_text='Counted, but not expected to take households.', verbose_name='exempt')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='assignments.body', verbose_name='cell or agency')),
                ('commune', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.unit', verbose_name='commune today')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='assignments.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'ordering': ('member', 'during'),
            },
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.UniqueConstraint(fields=('unit', 'name'), name='body_name_unique_in_unit', violation_error_message='The unit already has a body of this name.'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(('tier__in', ['district', 'commune'])), name='body_tier_known'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('number', 'issued_on', 'issuer'), name='decision_unique', violation_error_message='This decision already exists.'),
        ),
        migrations.AddConstraint(
            model_name='deskaction',
            constraint=models.UniqueConstraint(fields=('by', 'key'), name='desk_action_once_per_key', violation_error_message='This form was sent before.'),
        ),
        migrations.AddConstraint(
            model_name='deskaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='desk_action_undone_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='deskaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'undo'), ('undoes__isnull', False)), models.Q(models.Q(('kind', 'undo'), _negated=True), ('undoes__isnull', True)), _connector='OR'), name='desk_action_undo_names_its_action'),
        ),
        migrations.AddConstraint(
            model_name='deskaction',
            constraint=models.CheckConstraint(condition=models.Q(('tier__in', ['', 'district', 'commune'])), name='desk_action_tier_known'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('search_key'), name='gin_trgm_ops'), name='member_search'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['commune', 'sort_key'], name='member_by_commune'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('full_name', ''), _negated=True), name='member_has_a_name', violation_error_message="Enter the member's name."),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('birth_date', ''), ('birth_date__regex', '^\\d{4}(-\\d{2}(-\\d{2})?)?$'), _connector='OR'), name='member_birth_date_is_partial_date', violation_error_message='Enter a birth date as 1975, 1975-03 or 1975-03-07.'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('sex__in', ['', 'M', 'F'])), name='member_sex_known'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['commune'], name='assignment_by_commune'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role', 'in_charge')), expressions=[('household', '='), ('tier', '='), ('during', '&&')], name='assignment_one_in_charge_per_tier_on_any_day', violation_error_message='Someone is already in charge of this household on these days.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('household', '='), ('member', '='), ('during', '&&')], name='assignment_pair_once_on_any_day', violation_error_message='This member already looks after this household on these days.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='assignment_lasts_at_least_a_day', violation_error_message='The last day must not come before the first day.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('end_reason', ''), ('during__endswith__isnull', False), _connector='OR'), name='assignment_end_reason_needs_an_end', violation_error_message='If you give a reason for the end, also enter a last day.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('tier__in', ['district', 'commune'])), name='assignment_tier_known'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['in_charge', 'helper'])), name='assignment_role_known'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['commune'], name='membership_by_commune'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('member', '='), ('during', '&&')], name='membership_one_on_any_day', violation_error_message='The member already belongs to a cell or agency on these days.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='membership_lasts_at_least_a_day', violation_error_message='The last day must not come before the first day.'),
        ),
    ]
