import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assignments', '0001_initial'),
        ('households', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merged_at', models.DateTimeField(verbose_name='merged on')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone on')),
                ('commune', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.unit', verbose_name='commune today')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.household', verbose_name='household that is kept')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assignments.member', verbose_name='member who is kept')),
                ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged by')),
                ('other_household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.household', verbose_name='household that was its duplicate')),
                ('other_member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assignments.member', verbose_name='member who was the duplicate')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'merge',
                'verbose_name_plural': 'merges',
                'ordering': ('-merged_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='MergeState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('commune', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.unit', verbose_name='commune today')),
                ('merge', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='state', to='duplicates.merge')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DistinctPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_at', models.DateTimeField(verbose_name='decided on')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('commune', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.unit', verbose_name='commune today')),
                ('first_household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.household', verbose_name='first household')),
                ('first_member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assignments.member', verbose_name='first member')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('second_household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.household', verbose_name='second household')),
                ('second_member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assignments.member', verbose_name='second member')),
            ],
            options={
                'verbose_name': 'distinct pair',
                'verbose_name_plural': 'distinct pairs',
                'ordering': ('-decided_at', '-pk'),
            },
        ),
        migrations.AddIndex(
            model_name='merge',
            index=models.Index(fields=['commune', 'merged_at'], name='merge_by_commune'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('household__isnull', False), ('member', None), ('other_household__isnull', False), ('other_member', None)), models.Q(('household', None), ('member__isnull', False), ('other_household', None), ('other_member__isnull', False)), _connector='OR'), name='merge_of_one_kind'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('household', None), models.Q(('household', models.F('other_household')), _negated=True), _connector='OR'), name='merge_of_two_households'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('member', None), models.Q(('member', models.F('other_member')), _negated=True), _connector='OR'), name='merge_of_two_members'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('other_household',), name='merge_of_a_household_once'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('other_member',), name='merge_of_a_member_once'),
        ),
        migrations.AddIndex(
            model_name='distinctpair',
            index=models.Index(fields=['commune', 'decided_at'], name='distinct_pair_by_commune'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_household__lt', models.F('second_household')), ('first_member__isnull', True), ('second_member__isnull', True)), models.Q(('first_household__isnull', True), ('first_member__lt', models.F('second_member')), ('second_household__isnull', True)), _connector='OR'), name='distinct_pair_in_order'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=models.UniqueConstraint(fields=('first_household', 'second_household'), name='distinct_pair_households_once'),
        ),
        migrations.AddConstraint(
            model_name='distinctpair',
            constraint=models.UniqueConstraint(fields=('first_member', 'second_member'), name='distinct_pair_members_once'),
        ),
    ]
