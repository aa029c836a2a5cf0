import os

import django

from lambinh.db.roles import Part, act_as
from lambinh.wsgi_handler import Handler

act_as(Part.WEB)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
django.setup(set_prefix=False)

application = Handler()
