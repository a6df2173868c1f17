"""`python -m deploy.demo.client`: posts the demonstration to the run that the environment names."""

import asyncio
import sys

from rich.console import Console

from deploy.demo.client import PostingFailed, post
from deploy.localrun.run_config import Misplaced, Place

try:
    asyncio.run(post(Place.of()))
except (Misplaced, PostingFailed) as error:
    Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
    sys.exit(1)
