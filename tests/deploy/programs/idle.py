"""Does nothing until it is stopped."""

from signal import pause

if __name__ == "__main__":
    pause()
