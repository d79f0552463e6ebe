import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
application = get_wsgi_application()
# What is loaded by now stays: the collector of cyclic garbage need not walk it during a request,
# and the workers that are forked from here go on sharing its memory.
gc.collect()
gc.freeze()
