import os

import django

from lambinh.letters import Handler
from lambinh.roles import Part, act_as

act_as(Part.WEB)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
django.setup(set_prefix=False)

application = Handler()
