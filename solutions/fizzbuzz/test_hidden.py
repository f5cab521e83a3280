"""Hidden checks: other numbers and sizes against the reference, the training's trajectory, and the accuracy."""

import numpy as np
import pytest
import torch

from grader.checks import WrongValueError, classifier, compare, either, training


def draw(rng):
    """Numbers of every class, below 2 ** 16."""
    return [
        factor * int(rng.integers(1, 2**16 // 15)) for factor in (1, 3, 5, 15) for _ in range(5)
    ]


@pytest.mark.points(6)
def test_encode(student, reference, expect, rng):
    """fizz_buzz_encode, for small and large numbers

    zh: fizz_buzz_encode：较小和较大的数
    """
    kinds = (
        either("a plain number", "普通数"),
        either("a multiple of 3", "3 的倍数"),
        either("a multiple of 5", "5 的倍数"),
        either("a multiple of 15", "15 的倍数"),
    )
    for i in [*range(1, 31), *draw(rng)]:
        kind = kinds[reference.fizz_buzz_encode(i)]
        fault = compare.number_fault(student.fizz_buzz_encode(i), reference.fizz_buzz_encode(i))
        expect.part(
            either("the class", "类别"), fault and either(f"of {kind} is wrong", f"{kind}判错了")
        )


@pytest.mark.points(5)
def test_decode(student, reference, expect, rng):
    """fizz_buzz_decode, for large numbers and predictions of any kind

    zh: fizz_buzz_decode：较大的数，以及各种形式的预测
    """
    for i, code in zip(draw(rng), [0, 1, 2, 3] * 5, strict=True):
        for prediction in (code, np.array(code), torch.tensor(code)):
            said = student.fizz_buzz_decode(i, prediction)
            what = either("what it says", "回答")
            expect.true(what, isinstance(said, str), either("is not a str", "不是 str"))
            right = isinstance(said, str) and said == reference.fizz_buzz_decode(i, code)
            expect.true(what, right, either("is not the word of that class", "与该类别不符"))


@pytest.mark.points(5)
def test_binary_encode(student, reference, expect, rng):
    """binary_encode, for other numbers and lengths

    zh: binary_encode：其他的数和长度
    """
    for i in [0, 1, 2, *draw(rng)]:
        for num_digits in (i.bit_length() or 1, 16):
            bits = expect.numbers(student.binary_encode(i, num_digits), num_digits)
            right = bits == reference.binary_encode(i, num_digits).tolist()
            expect.true(either("bits", "二进制位"), right, either("are wrong", "不对"))


@pytest.mark.points(7)
@pytest.mark.composes("binary_encode", "fizz_buzz_encode")
def test_make_dataset(student, reference, expect, rng):
    """make_dataset, for other ranges

    zh: make_dataset：其他范围
    """
    expect.partial_credit(X=0.25, Y=0.25)
    start = int(rng.integers(1, 4000))
    for limits in [(101, 1024), (7, 8, 4), (start, start + 30, 12)]:
        X, Y = expect.values(student.make_dataset(*limits), "X", "Y")
        want_X, want_Y = reference.make_dataset(*limits)
        expect.tensor("X", X, tuple(want_X.shape), torch.float32)
        expect.tensor("Y", Y, tuple(want_Y.shape), torch.int64)
        shares = expect.shares
        if shares["X"] == 1:
            fault = either("does not hold the bits of the range", "不是该范围的二进制位")
            expect.true("X", torch.equal(X, want_X), fault)
        if shares["Y"] == 1:
            fault = either("does not hold the classes of the range", "不是该范围的类别")
            expect.true("Y", torch.equal(Y, want_Y), fault)


@pytest.mark.points(7)
def test_build_model(student, expect, rng):
    """build_model: what it answers is computed from its weights

    zh: build_model：输出与由权重算出的一致
    """
    layers = either("layers", "层")
    expect.partial_credit(**{layers: 0.5})
    for num_digits, num_hidden in [(10, 100), (4, 1), (12, 7)]:
        sizes = () if num_hidden == 100 else (num_digits, num_hidden)  # 10 and 100 are the defaults
        model = expect.model(student.build_model(*sizes))
        expect.part(
            either("parameters", "参数"),
            classifier.Network.fault(model.weights(), num_digits, num_hidden, 4),
        )
        assert not expect.faults, "; ".join(expect.faults)
        network = classifier.Network(model.weights())
        bits = torch.tensor([[i >> d & 1 for d in range(num_digits)] for i in range(100)]).float()
        for X in (
            bits,
            torch.tensor(rng.standard_normal((50, num_digits)), dtype=torch.float32),
            bits[:1],
        ):
            right = torch.tensor(network(X.numpy()), dtype=torch.float32)
            expect.arrays(model(X), **{either("output", "输出"): right})
    joined = model.type_name == "Sequential"
    fault = either("are not joined by nn.Sequential", "没有用 nn.Sequential 连接")
    expect.true(layers, joined, fault)


@pytest.mark.points(6)
@pytest.mark.composes("binary_encode", "make_dataset", "fizz_buzz_decode", "fizz_buzz_encode")
def test_play(student, reference, expect, device, rng):
    """play says what the model predicts

    zh: play 说出模型的预测
    """
    expect.partial_credit()
    for start, stop, digits in [(1, 101, ()), (500, 520, (12,))]:
        seed = int(rng.integers(2**31))
        network = classifier.Network.initial(*(digits or (10,)), 100, 4, seed=seed)
        said = network.played(student, device, start, stop, *digits)
        all_words = isinstance(said, (list, tuple)) and all(isinstance(word, str) for word in said)
        assert all_words, either("play does not return a list of str", "play 返回的不是 str 的列表")
        classes = network(bits_of(range(start, stop), *digits)).argmax(axis=1)
        want = [
            reference.fizz_buzz_decode(i, int(code))
            for i, code in zip(range(start, stop), classes, strict=True)
        ]
        words = either("words", "回答")
        fault = either("are not as many as the range has numbers", "与范围内的数个数不同")
        expect.true(words, len(said) == len(want), fault)
        expect.true(
            words, list(said) == want, either("are not what the model predicts", "不是模型的预测")
        )


def bits_of(numbers, num_digits=10):
    """The bits of numbers, as the lesson encodes them: (N, num_digits)."""
    return np.array(
        [[i >> digit & 1 for digit in range(num_digits)] for i in numbers], dtype=np.float64
    )


# ----------------------------------------------------------------------------------------- training
#
# docs/accuracy.md says how these lines were measured, and with what margins.

TRAJECTORY = (
    5e-5  # equivalents differ by 2e-6 at most after two epochs, the nearest faulty loop by 3.6e-3
)
# Honest loops lower the loss to .79 at most; those that train on other labels do not lower it.
FOLLOWS = 0.85
FOLLOWS_EPOCHS = 50


def tensors(X, Y):
    """Arrays as the tensors that train takes."""
    return torch.tensor(X, dtype=torch.float32), torch.tensor(Y)


@pytest.mark.points(12)
def test_train_follows_the_lessons_trajectory(student, expect, rng, seed):
    """train: weights and losses of its first epochs, against the lesson's loop

    zh: train：前几轮的权重和损失，与课程的训练循环对照
    """
    expect.partial_credit(losses=0.5, defaults=0.8)
    small = rng.integers(2, size=(70, 10)).astype(np.float32), rng.integers(4, size=70)
    lesson = classifier.course_data(101, 1024)
    for (X, Y), options in [(lesson, {}), (small, {"batch_size": 32, "learning_rate": 0.2})]:
        start = classifier.Network.initial(10, 100, 4, seed=seed)
        model = student.sequential(*start.layers)
        losses = student.train(model, *tensors(X, Y), epochs=2, **options)
        half = training.sgd(start, X, Y, 1, **options)
        right = training.sgd(half, X, Y, 1, **options)
        error = compare.relative_error(
            classifier.Network(model.weights()).flat - start.flat, right.flat - start.flat
        )
        words = either(
            "after two epochs are not those of the lesson's loop", "两轮之后与课程的训练循环不一致"
        )
        expect.true(either("weights", "权重"), error < TRAJECTORY, words)
        expect.losses(losses, [half.loss(X, Y), right.loss(X, Y)])
    expect.defaults(student.train, epochs=10000, batch_size=128, learning_rate=0.05)


@pytest.mark.points(2)
@pytest.mark.limits(cpu_s=30, wall_s=90)
@pytest.mark.depends_on("test_train_reports_each_epoch")
def test_train_follows_the_labels(student, expect, rng, seed):
    """train learns what the labels say, also where they say something else

    zh: train 学的是标签，换了标签也一样
    """
    X, _ = classifier.course_data(101, 1024)
    # A secret rule that is quickly learned.
    Y = ((X - 0.5) @ rng.standard_normal((10, 4))).argmax(axis=1)
    start = classifier.Network.initial(10, 100, 4, seed=seed)
    model = student.sequential(*start.layers)
    student.train(model, *tensors(X, Y), epochs=FOLLOWS_EPOCHS)
    after = classifier.Network(model.weights()).loss(X, Y)
    expect.true(
        either("the model", "模型"),
        after <= FOLLOWS * start.loss(X, Y),
        either("does not follow the labels that train was given", "没有按交给 train 的标签学习"),
    )


@pytest.mark.points(10)
@pytest.mark.limits(cpu_s=150, wall_s=450)
@pytest.mark.depends_on("test_train_follows_the_labels")
def test_accuracy(student, expect, settings, progress, seed, rng, kept):
    """the network that train makes of the lesson's data plays FizzBuzz on 1..100

    zh: train 用课程数据训练出的网络，会在 1..100 上玩 FizzBuzz
    """
    lesson = settings["accuracy"]
    result = training.played(student, training.quick_start(seed, kept), lesson, rng, progress)
    training.expect_accuracy(expect, result, lesson)
