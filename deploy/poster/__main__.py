"""`python -m deploy.poster`: posts the demonstration to the run that the environment names."""

import asyncio
import sys

from rich.console import Console

from deploy.place import Misplaced, Place
from deploy.poster import PostingFailed, post

try:
    asyncio.run(post(Place.of()))
except (Misplaced, PostingFailed) as error:
    Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
    sys.exit(1)
