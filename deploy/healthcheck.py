"""Health check of a container: exits with 0 when the process in it is ready."""

import os
import sys
from http.client import HTTPConnection, HTTPException

connection = HTTPConnection("127.0.0.1", int(os.environ.get("DOLEN_LISTEN_PORT", "8080")), timeout=2)
try:
    connection.request("GET", "/readyz")
    sys.exit(0 if connection.getresponse().status == 200 else 1)
except (OSError, HTTPException) as error:
    sys.exit(f"not ready: {type(error).__name__}")
