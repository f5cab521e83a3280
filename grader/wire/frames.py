"""Messages as frames of bytes, and back.

A frame is a header's length (u32), a body's length (u32), the header (one msgpack message of a
declared type) and the body (the raw buffers of the message's arrays, back to back). Lengths are
capped before anything is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

import msgspec

from grader.wire.messages import Reply, Request, WireError

MAX_HEADER = 4 << 20
MAX_BODY = 128 << 20
# A submission may send less than it is sent, which holds its own text.
MAX_REPLY_HEADER = 1 << 20

# Of an array's place in shared memory: enough for every dtype and for vector instructions.
_ALIGNMENT = 64
_LENGTHS = Struct("<II")
_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


@dataclass(frozen=True)
class Packet:
    """A frame's two parts."""

    header: bytes
    body: bytes

    def frame(self) -> bytes:
        """Return the whole frame, to pass it on."""
        return b"".join([_LENGTHS.pack(len(self.header), len(self.body)), self.header, self.body])


def to_frame(message: Request | Reply, buffers: list[bytes]) -> bytes:
    """Make a frame of a message and the buffers of its arrays.

    Raises:
        WireError: it is larger than the caps.
    """
    header = _encoder.encode(message)
    size = sum(map(len, buffers))
    if len(header) > MAX_HEADER or size > MAX_BODY:
        raise WireError(f"a message of {len(header) + size} bytes is too large to send")
    return b"".join([_LENGTHS.pack(len(header), size), header, *buffers])


def padded(size: int) -> int:
    """Return how many bytes an array of ``size`` bytes takes up in shared memory."""
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def take_packet(data: bytearray) -> Packet | None:
    """Take a frame off the front of ``data``, which grows as bytes arrive.

    None where the frame is not complete yet.

    Raises:
        WireError: the frame announces more than the caps; raised as soon as the lengths are there.
    """
    if len(data) < _LENGTHS.size:
        return None

    header, body = _LENGTHS.unpack_from(data)
    if header > MAX_HEADER or body > MAX_BODY:
        raise WireError(f"a frame announces {header + body} bytes")

    middle = _LENGTHS.size + header
    end = middle + body
    if len(data) < end:
        return None

    packet = Packet(bytes(data[_LENGTHS.size : middle]), bytes(data[middle:end]))
    del data[:end]
    return packet


def read_request(packet: Packet) -> Request:
    """Decode what the examiner sent."""
    return _requests.decode(packet.header)


def read_reply(packet: Packet) -> Reply:
    """Decode what the submission's process sent.

    Raises:
        WireError: it is no message of the declared types.
    """
    if len(packet.header) > MAX_REPLY_HEADER:
        raise WireError(f"a message of {len(packet.header)} bytes")
    try:
        return _replies.decode(packet.header)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise WireError(f"not a message: {error}") from None
