import os

import django

from lambinh.db.roles import ProcessRole, set_process_role
from lambinh.wsgi_handler import Handler

set_process_role(ProcessRole.WEB)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
django.setup(set_prefix=False)

application = Handler()
