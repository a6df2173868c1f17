"""`python -m deploy.demo.client`: posts the demonstration to the run that the environment names."""

import asyncio
import sys

from rich.console import Console
from stamina.instrumentation import set_on_retry_hooks

from deploy.demo.client.api_client import PostingFailed
from deploy.demo.client.post_programme import post_programme
from deploy.localrun.run_config import InvalidRunConfig, RunConfig

# a line for every request that is sent again would tear the progress bars
set_on_retry_hooks(())
try:
    asyncio.run(post_programme(RunConfig.of()))
except (InvalidRunConfig, PostingFailed) as error:
    Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
    sys.exit(1)
