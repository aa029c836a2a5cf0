import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from lambinh.db.sql import ensure_roles


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        # First, because a database without the roles takes none of the other migrations either.
        migrations.RunPython(ensure_roles, migrations.RunPython.noop),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('must_change_password', models.BooleanField(default=False, help_text='Another user set the password: at sign-in the user must choose a new one.', verbose_name='must change the password')),
                ('search_key', models.CharField(default='', editable=False, max_length=460)),
                ('sort_key', models.CharField(db_collation='C', default='', editable=False, max_length=800)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='created', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'ordering': ('username',),
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='KeyFingerprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('secret', 'LAMBINH_SECRET_KEY'), ('citizen_id', 'LAMBINH_CITIZEN_ID_KEYS'), ('role', 'LAMBINH_ROLE_KEY')], max_length=20)),
                ('fingerprint', models.CharField(max_length=32)),
                ('since', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('kind', 'since', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('kind', 'fingerprint'), name='key_fingerprint_once')],
            },
        ),
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('signed-in', 'signed in'), ('wrong-password', 'wrong password'), ('wrong-code', 'wrong code of the second factor'), ('locked-out', 'locked out after too many failures'), ('wait-lifted', 'wait lifted'), ('citizen-id-limit', 'reached the limit of opened citizen ids')], max_length=20)),
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
        # As `manage.py createcachetable` would make it, but UNLOGGED: a crash may lose counts of failures.
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
