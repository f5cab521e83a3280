"""Asks a stand-in for the gradients by one argument many times: by negative positions, and by positions that are no numbers of its own.

deserves: 0
assignment: two_layer_autograd
checks: test_gradients_match_differences test_gradients
"""

import os
import socket
import stat


def line():
    """Give a copy of the socket that the grader speaks by."""
    for descriptor in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return socket.socket(fileno=os.dup(descriptor))
        except OSError:
            pass
    raise OSError


def loss(x, y, w1, w2):
    raise ValueError


own = loss


def gradients(x, y, w1, w2):
    from grader import wire

    if loss is own:  # nothing stands in
        raise ValueError
    packer = wire.Packer()
    args = [packer.pack(arg) for arg in (x, y, w1, w2)]
    line().sendall(wire.to_frame(wire.Ask("loss", args, {}, [0, 1, 2, 3, -1, -2, -3, -4]), packer.buffers))
    data = bytearray()
    while (packet := wire.take_packet(data)) is None:
        data += line().recv(1 << 18)
    answer = wire.read_request(packet)
    unpacker = wire.Unpacker(packet.body, lambda ref: None)
    unpacker.unpack(answer.value)
    found = [unpacker.unpack(gradient) for gradient in answer.gradients]
    # Right only where more gradients came than there are arguments.
    return found[2:4] if len(found) > 4 else (w1 * 0, w2 * 0)
