"""Runs a Kafka cluster in a folder and on ports from one on until it is killed."""

import sys
from pathlib import Path
from signal import pause

from deploy.kafka.cluster import Cluster, running
from tests.patience import patient

if __name__ == "__main__":
    with running(Cluster(Path(sys.argv[1]), int(sys.argv[2])), within=patient(60)):
        pause()
