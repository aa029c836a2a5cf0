import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('search_key', models.CharField(default='', editable=False, max_length=200)),
                ('sort_key', models.CharField(db_collation='C', default='', editable=False, max_length=400)),
                ('code', models.CharField(blank=True, max_length=30, null=True, verbose_name='household code')),
                ('head_name', models.CharField(max_length=100, verbose_name='head of household')),
                ('head_sex', models.CharField(blank=True, choices=[('M', 'male'), ('F', 'female')], max_length=1, verbose_name='sex')),
                ('head_birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='birth year')),
                ('size', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='persons')),
                ('ethnicity', models.CharField(blank=True, max_length=40, verbose_name='ethnicity')),
                ('citizen_id_encrypted', models.CharField(blank=True, editable=False, max_length=100, verbose_name='citizen id, encrypted')),
                ('citizen_id_digest', models.CharField(blank=True, editable=False, max_length=44, verbose_name='digest of the citizen id')),
                ('citizen_id_last4', models.CharField(blank=True, editable=False, max_length=4, verbose_name='last four digits of the citizen id')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='households.household', verbose_name='merged into')),
            ],
            options={
                'verbose_name': 'household',
                'verbose_name_plural': 'households',
                'ordering': ('sort_key', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='during')),
                ('search_key', models.CharField(default='', editable=False, max_length=200)),
                ('sort_key', models.CharField(db_collation='C', default='', editable=False, max_length=400)),
                ('kind', models.CharField(choices=[('province', 'province'), ('district', 'district'), ('commune', 'commune'), ('village', 'village')], max_length=10, verbose_name='kind')),
                ('code', models.CharField(blank=True, help_text='Villages have none.', max_length=12, verbose_name='code')),
                ('prefix', models.CharField(blank=True, max_length=20, verbose_name='prefix')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='legal basis')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='households.unit', verbose_name='successor')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ('sort_key', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Residence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='during')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='residences', to='households.household', verbose_name='household')),
                ('commune', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.unit', verbose_name='commune today')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='residences', to='households.unit', verbose_name='village')),
            ],
            options={
                'verbose_name': 'residence',
                'verbose_name_plural': 'residences',
                'ordering': ('household', 'during'),
            },
        ),
        migrations.CreateModel(
            name='PovertyStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='during')),
                ('poverty_class', models.CharField(choices=[('poor', 'poor'), ('near_poor', 'near-poor'), ('escaped', 'escaped poverty'), ('other', 'not poor')], max_length=10, verbose_name='class')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of review')),
                ('standard', models.CharField(blank=True, max_length=100, verbose_name='poverty standard')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='poverty_statuses', to='households.household', verbose_name='household')),
                ('commune', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.unit', verbose_name='commune today')),
            ],
            options={
                'verbose_name': 'poverty class',
                'verbose_name_plural': 'poverty classes',
                'ordering': ('household', 'during'),
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='during')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='children', to='households.unit', verbose_name='belongs to')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='households.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'placement',
                'verbose_name_plural': 'placements',
                'ordering': ('unit', 'during'),
            },
        ),
        migrations.AddField(
            model_name='household',
            name='commune',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.unit', verbose_name='commune today'),
        ),
        migrations.CreateModel(
            name='UnitAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('administrator', 'administrator'), ('district_office', 'district office'), ('commune_secretary', 'commune secretary'), ('roster_staff', 'roster staff'), ('viewer', 'viewer'), ('member', 'member')], max_length=20, verbose_name='role')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access', to='households.unit', verbose_name='unit')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unit_access', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'access',
                'verbose_name_plural': 'access',
                'ordering': ('user', 'unit', 'role'),
            },
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(fields=['search_key', 'kind'], name='unit_by_name'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('code', ''), _negated=True), expressions=[('kind', '='), ('code', '='), ('during', '&&')], name='unit_one_per_kind_and_code_on_any_day', violation_error_message='Another unit of this kind has this code on these days.'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='unit_lasts_at_least_a_day', violation_error_message='The last day must not come before the first day.'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'village'), models.Q(('code', ''), _negated=True), _connector='OR'), name='unit_above_villages_has_a_code', violation_error_message='Provinces, districts and communes have a code.'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('successor', models.F('id')), _negated=True), name='unit_does_not_succeed_itself', violation_error_message='A unit cannot be its own successor.'),
        ),
        migrations.AddIndex(
            model_name='residence',
            index=models.Index(fields=['commune'], name='residence_by_commune'),
        ),
        migrations.AddConstraint(
            model_name='residence',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('household', '='), ('during', '&&')], name='residence_one_village_on_any_day', violation_error_message='The household already lives somewhere on these days.'),
        ),
        migrations.AddConstraint(
            model_name='residence',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='residence_lasts_at_least_a_day', violation_error_message='The last day must not come before the first day.'),
        ),
        migrations.AddIndex(
            model_name='povertystatus',
            index=models.Index(fields=['commune'], name='poverty_by_commune'),
        ),
        migrations.AddConstraint(
            model_name='povertystatus',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('household', '='), ('during', '&&')], name='poverty_one_class_on_any_day', violation_error_message='The household already has a class on these days.'),
        ),
        migrations.AddConstraint(
            model_name='povertystatus',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='poverty_lasts_at_least_a_day', violation_error_message='The last day must not come before the first day.'),
        ),
        migrations.AddConstraint(
            model_name='povertystatus',
            constraint=models.CheckConstraint(condition=models.Q(('poverty_class__in', ['poor', 'near_poor', 'escaped', 'other'])), name='poverty_class_known'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('during', '&&')], name='placement_one_parent_on_any_day', violation_error_message='The unit already belongs to another unit on these days.'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='placement_lasts_at_least_a_day', violation_error_message='The last day must not come before the first day.'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('unit', models.F('parent')), _negated=True), name='placement_not_in_itself', violation_error_message='A unit cannot belong to itself.'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('search_key'), name='gin_trgm_ops'), name='household_search'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['commune', 'sort_key'], name='household_by_commune'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(condition=models.Q(('citizen_id_digest', ''), _negated=True), fields=['citizen_id_digest'], name='household_by_citizen_id'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.UniqueConstraint(fields=('code',), name='household_code_unique', violation_error_message='Another household has this code.'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('code__isnull', True), models.Q(('code', ''), _negated=True), _connector='OR'), name='household_code_not_empty', violation_error_message='Leave the code empty if there is none.'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('head_name', ''), _negated=True), name='household_has_a_head', violation_error_message='Enter the head of the household.'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('size__isnull', True), ('size__gte', 1), _connector='OR'), name='household_has_a_person', violation_error_message='A household has at least one person.'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('head_birth_year__isnull', True), ('head_birth_year__range', (1850, 2200)), _connector='OR'), name='household_birth_year_is_a_year', violation_error_message='Enter the year of birth with four digits.'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('citizen_id_digest', ''), ('citizen_id_encrypted', ''), ('citizen_id_last4', '')), models.Q(models.Q(('citizen_id_encrypted', ''), ('citizen_id_digest', ''), ('citizen_id_last4', ''), _connector='OR'), _negated=True), _connector='OR'), name='household_citizen_id_stored_as_a_whole'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('citizen_id_last4', ''), ('citizen_id_last4__regex', '^[0-9]{4}$'), _connector='OR'), name='household_citizen_id_shows_four_digits'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('citizen_id_encrypted__regex', '^[0-9]{9}([0-9]{3})?$'), _negated=True), name='household_citizen_id_is_encrypted'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('head_sex__in', ['', 'M', 'F'])), name='household_sex_known'),
        ),
        migrations.AddConstraint(
            model_name='unitaccess',
            constraint=models.UniqueConstraint(fields=('user', 'unit', 'role'), name='unit_access_once', violation_error_message='This user already has this role in this unit.'),
        ),
    ]
