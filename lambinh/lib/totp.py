"""The six-digit codes of second factors (RFC 6238), for the accounts of the demo."""

import base64
import hashlib
import hmac
import struct

PERIOD = 30


def code_at(secret: str, moment: float) -> str:
    """The code for a base32 `secret` at `moment`, in seconds since 1970."""
    counter = struct.pack(">Q", int(moment) // PERIOD)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
