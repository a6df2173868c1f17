"""Inflates compressed bodies (gzip) as far as they may be long, and no further."""

import zlib

from gateway.refusals import BodyNotGzip

_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class Inflated:
    """A body that is inflated as it arrives."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP_WINDOW)

    def read(self, chunk: bytes, most: int) -> bytes:
        """Inflate the next chunk into `most` bytes at most; a caller that gets them all asks for no more.
        Raises BodyNotGzip."""
        try:
            text = self._stream.decompress(chunk, most)
        except zlib.error as error:
            raise BodyNotGzip from error
        if self._stream.unused_data:
            raise BodyNotGzip
        return text

    def check_end(self) -> None:
        """Raises BodyNotGzip where the body ended before it was whole."""
        if not self._stream.eof:
            raise BodyNotGzip
