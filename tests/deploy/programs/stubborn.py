"""Ignores SIGTERM and does nothing; a folder in its arguments tells whose it is."""

from signal import SIG_IGN, SIGTERM, pause, signal

if __name__ == "__main__":
    signal(SIGTERM, SIG_IGN)
    print("up", flush=True)
    pause()
