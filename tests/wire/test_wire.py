"""The wire: values survive the journey, and any bytes give a message or a WireError."""

import math
import struct
import tracemalloc

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader import wire


def journey(value):
    packer = wire.Packer()
    data = bytearray(wire.to_frame(wire.Returned(packer.pack(value)), packer.buffers))
    packet = wire.take_packet(data)
    assert not data
    unpacker = wire.Unpacker(packet.body, lambda ref: ref)
    result = unpacker.unpack(wire.read_reply(packet).value)
    unpacker.done()
    return result


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=20,
)
arrays = hnp.arrays(
    st.sampled_from(sorted(wire.DTYPES)),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)


@given(plain)
def test_plain_values_arrive_as_they_left(value):
    assert journey(value) == value


@given(arrays)
def test_arrays_arrive_bit_for_bit_with_shape_and_dtype(array):
    result = journey(array)
    assert (result.shape, result.dtype) == (array.shape, array.dtype)
    assert result.tobytes() == array.tobytes()


@pytest.mark.parametrize(
    "dtype", [torch.float32, torch.float64, torch.int64, torch.bool, torch.float16]
)
def test_tensors_arrive_as_tensors(dtype):
    tensor = torch.arange(6).reshape(2, 3).to(dtype)
    result = journey([tensor])[0]
    assert result.dtype is dtype
    assert torch.equal(result, tensor)


def test_a_tensor_with_a_graph_arrives_without_it():
    tensor = torch.ones(2, requires_grad=True) * 3
    assert journey(tensor).tolist() == [3, 3]


def test_strided_and_big_endian_arrays_arrive_in_order():
    array = np.arange(12, dtype=">f8").reshape(3, 4)[::-1, ::2].T
    assert journey(array).tolist() == array.tolist()


def test_numpy_scalars_arrive_as_numbers():
    assert journey(
        [np.float32(0.5), np.longdouble(2), np.int8(3), np.bool_(True), np.str_("a")]
    ) == [
        0.5,
        2,
        3,
        True,
        "a",
    ]


def test_an_array_of_strings_arrives_as_a_list():
    assert journey(np.array(["1", "fizz"])) == ["1", "fizz"]


def test_not_a_number_and_infinity_arrive():
    nan, infinity = journey([math.nan, math.inf])
    assert math.isnan(nan)
    assert infinity == math.inf


class Lucky:
    def __eq__(self, other):
        return True

    __hash__ = None


class LuckyFloat(float):
    def __eq__(self, other):
        return True

    __hash__ = None


class LuckyArray(np.ndarray):
    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    "value",
    [
        Lucky(),
        {1: 2},
        {1},
        b"x",
        2**70,
        range(3),
        np.datetime64("2020-01-01"),
        torch.ones(1).to("meta"),
    ],
)
def test_what_the_wire_does_not_know_becomes_other(value):
    assert isinstance(journey(value), wire.Other)


def test_objects_with_overloaded_operators_lose_them():
    number, array = journey([LuckyFloat(1), np.zeros(2).view(LuckyArray)])
    assert type(number) is float
    assert type(array) is np.ndarray


def test_a_list_that_holds_itself_ends():
    loop = []
    loop.append(loop)
    journey(loop)


def test_a_message_over_the_cap_is_not_sent():
    packer = wire.Packer()
    value = packer.pack(np.zeros(wire.MAX_BODY // 8 + 1))
    with pytest.raises(wire.WireError, match="too large"):
        wire.to_frame(wire.Returned(value), packer.buffers)


# ------------------------------------------------------------------------------------ hostile bytes


def nothing_is_made_here(ref):
    if isinstance(ref, wire.NewOptimizer):
        raise wire.WireError("an optimizer to be made here")
    return ref


def read_everything(data):
    """What the examiner does with bytes: give the messages and values, or WireError."""
    while packet := wire.take_packet(data):
        reply = wire.read_reply(packet)
        if isinstance(reply, (wire.Returned, wire.Progress)):
            unpacker = wire.Unpacker(packet.body, nothing_is_made_here)
            unpacker.unpack(reply.value)
            unpacker.unpack(reply.weights)
            unpacker.done()
        elif isinstance(reply, wire.Ask):
            unpacker = wire.Unpacker(packet.body, nothing_is_made_here)
            for value in (*reply.args, *reply.kwargs.values()):
                unpacker.unpack(value)


def frame(header, body=b""):
    return bytearray(struct.pack("<II", len(header), len(body)) + header + body)


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_message_or_a_wire_error(data):
    try:
        read_everything(bytearray(data))
    except wire.WireError:
        pass


@settings(max_examples=500)
@given(st.binary(max_size=200), st.binary(max_size=50))
def test_any_frame_gives_a_message_or_a_wire_error(header, body):
    try:
        read_everything(frame(header, body))
    except wire.WireError:
        pass


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats()
    | st.text(max_size=9)
    | st.binary(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)
replies = ["returned", "progress", "raised", "ask"]
values = ["array", "items", "model", "optimizer", "new_optimizer", "other"]
requests = ["load", "call", "make_model", "read_model", "apply", "step", "answer"]
tags = st.sampled_from([*replies, *values, *requests])
shapes = st.lists(st.integers(-(2**40), 2**40) | st.integers(0, 3), max_size=5)
forged_array = st.tuples(
    st.just("array"),
    st.sampled_from([*wire.DTYPES, "object", "O", "V8", "m8[s]", ""]),
    shapes,
    st.sampled_from(["", "cpu", "x"]),
)


whole = st.integers(-(2**63), 2**64 - 1)
forged_ref = st.tuples(st.sampled_from(["model", "optimizer"]), whole, anything) | st.tuples(
    st.just("new_optimizer"),
    st.just("SGD"),
    st.dictionaries(st.text(max_size=5), anything, max_size=2),
    whole,
)


@settings(max_examples=1000, deadline=None)
@given(tags, st.lists(anything | forged_array | forged_ref, max_size=5), st.binary(max_size=64))
def test_messages_with_odd_fields_give_a_value_or_a_wire_error(tag, fields, body):
    try:
        read_everything(frame(msgspec.msgpack.encode([tag, *fields]), body))
    except wire.WireError:
        pass


@settings(max_examples=300)
@given(forged_array, st.binary(max_size=64))
def test_an_array_that_does_not_fit_its_bytes_is_refused(array, body):
    _, dtype, shape, _ = array
    fits = (
        dtype in wire.DTYPES
        and all(n >= 0 for n in shape)
        and math.prod(shape) * np.dtype(dtype).itemsize == len(body)
    )
    try:
        read_everything(frame(msgspec.msgpack.encode(["returned", array]), body))
    except wire.WireError:
        return
    assert fits


@settings(max_examples=200)
@given(st.data())
def test_a_frame_with_a_flipped_byte_gives_a_message_or_a_wire_error(data):
    packer = wire.Packer()
    whole = wire.to_frame(
        wire.Returned(packer.pack([1, "a", np.ones((2, 2)), None])), packer.buffers
    )
    index, byte = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 255))
    try:
        read_everything(bytearray(whole[:index] + bytes([byte]) + whole[index + 1 :]))
    except wire.WireError:
        pass


@given(st.integers(0, 60))
def test_a_truncated_frame_waits_for_the_rest(cut):
    packer = wire.Packer()
    whole = wire.to_frame(wire.Returned(packer.pack([np.ones(3)])), packer.buffers)
    data = bytearray(whole[: min(cut, len(whole) - 1)])
    assert wire.take_packet(data) is None


@settings(max_examples=300, deadline=None)
@given(
    st.lists(forged_array | forged_ref, max_size=3),
    st.lists(whole | anything, max_size=4),
    st.binary(),
)
def test_a_question_with_odd_wishes_gives_a_message_or_a_wire_error(args, wanted, body):
    try:
        read_everything(frame(msgspec.msgpack.encode(["ask", "f", args, {}, wanted]), body))
    except wire.WireError:
        pass


@pytest.mark.parametrize("tag", requests)
def test_a_request_is_no_reply(tag):
    with pytest.raises(wire.WireError, match="not a message"):
        read_everything(frame(msgspec.msgpack.encode([tag, 1, 2, []])))


@pytest.mark.parametrize(
    "request_",
    [
        wire.Step(3, 4, [wire.Array("float32", [1], "cpu"), None]),
        wire.Call("f", [1], {}, elsewhere=True, differentiate=[0, 2]),
        wire.Answer(
            wire.NewOptimizer("Adam", {"betas": wire.Items("tuple", [0.9, 0.99])}, 7),
            gradients=[1.0],
        ),
        wire.Answer(None, "odd"),
    ],
)
def test_requests_arrive_as_they_left(request_):
    packet = wire.take_packet(bytearray(wire.to_frame(request_, [])))
    assert wire.read_request(packet) == request_


@pytest.mark.parametrize(
    ("thing", "ref"),
    [
        (wire.Model(3, "Net"), wire.ModelRef(3, "Net")),
        (wire.Optimizer(4, "SGD"), wire.OptimizerRef(4, "SGD")),
        (wire.NewOptimizer("SGD", {"lr": 1.0}, 3), wire.NewOptimizer("SGD", {"lr": 1.0}, 3)),
    ],
)
def test_what_stands_for_an_object_there_travels_as_its_name(thing, ref):
    assert journey([thing]) == [ref]


def test_modules_and_optimizers_stay_where_they_are_put():
    kept = {}
    packer = wire.Packer(lambda thing: kept.setdefault(len(kept), thing) and len(kept) - 1)
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    assert packer.pack([model, optimizer]).items == [
        wire.ModelRef(0, "Linear"),
        wire.OptimizerRef(1, "SGD"),
    ]
    assert list(kept.values()) == [model, optimizer]
    assert wire.Packer().pack(optimizer) == wire.Other("SGD")


def test_the_devices_of_matrices_are_noted_those_of_numbers_and_rows_are_not():
    packer = wire.Packer()
    packed = packer.pack([torch.ones(2, 2), torch.ones(3), torch.ones(())])
    there = [
        wire.Array(array.dtype, array.shape, device)
        for array, device in zip(packed.items, "mab", strict=True)
    ]
    unpacker = wire.Unpacker(b"".join(packer.buffers), lambda ref: ref)
    unpacker.unpack(wire.Items("list", there))
    assert unpacker.devices == {"m"}


def test_arrays_of_numpy_are_on_no_device():
    packer = wire.Packer()
    packed = packer.pack(np.ones((2, 2)))
    unpacker = wire.Unpacker(b"".join(packer.buffers), lambda ref: ref)
    unpacker.unpack(packed)
    assert unpacker.devices == set()


@pytest.mark.parametrize(
    "lengths", [(2**32 - 1, 0), (0, 2**32 - 1), (wire.MAX_HEADER + 1, 0), (0, wire.MAX_BODY + 1)]
)
def test_absurd_lengths_are_refused_before_anything_is_read(lengths):
    with pytest.raises(wire.WireError, match="announces"):
        wire.take_packet(bytearray(struct.pack("<II", *lengths)))


@pytest.mark.parametrize(
    "header",
    [b"\x91" * 60000, b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff"],
)
def test_deep_nesting_and_announced_sizes_cost_no_memory(header):
    tracemalloc.start()
    with pytest.raises(wire.WireError):
        read_everything(frame(header))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


def test_deeply_nested_items_are_refused():
    value = 1
    for _ in range(5000):
        value = ["items", "list", [value]]
    header = b"".join([b"\x93\xa5items\xa4list\x91"] * 5000) + b"\x01"
    with pytest.raises(wire.WireError):
        read_everything(frame(b"\x92\xa8returned" + header))


@pytest.mark.parametrize("depth", [20, 1000])
def test_lists_nested_beyond_the_cap_are_refused(depth):
    header = b"\x92\xa8returned" + b"\x93\xa5items\xa4list\x91" * depth + b"\x01"
    with pytest.raises(wire.WireError):
        read_everything(frame(header))


def test_bytes_that_belong_to_no_array_are_refused():
    with pytest.raises(wire.WireError, match="belong to no array"):
        read_everything(frame(msgspec.msgpack.encode(["returned", 1]), b"12345678"))


def test_a_reply_of_too_many_items_is_refused():
    packed = wire.Items("list", [wire.Items("list", [0] * 30_000)] * 2)
    with pytest.raises(wire.WireError, match="too many items"):
        wire.Unpacker(b"", lambda ref: ref).unpack(packed)


def test_a_reply_may_say_less_than_a_request():
    frame = wire.to_frame(wire.Returned("x" * (wire.MAX_REPLY_HEADER + 1)), [])
    packet = wire.take_packet(bytearray(frame))
    with pytest.raises(wire.WireError, match="a message of"):
        wire.read_reply(packet)
