import os

from django.core.wsgi import get_wsgi_application

from lambinh.roles import Part, act_as

act_as(Part.WEB)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")

application = get_wsgi_application()
