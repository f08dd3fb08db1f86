"""The WSGI entry of the server."""

import os

from django.core.wsgi import get_wsgi_application

from wellknit.platform.exchange.keys import close_here

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellknit.settings")
application = get_wsgi_application()

# This process answers the network: it never opens the private keys of the exchange.
close_here("the server")
