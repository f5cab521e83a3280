"""Public checks: examples from the instructions, and tests of your functions without the answers."""

import numpy as np
import pytest
import torch

from grader.checks import classifier, compare, either, training

NUMBER, FIZZ, BUZZ, FIZZBUZZ = range(4)
WORDS = ("fizz", "buzz", "fizzbuzz")
TRAJECTORY = 1e-4  # of the weights' change; a faulty loop is off by more than 1e-3


@pytest.mark.points(4)
def test_encode_knows_the_first_classes(student, expect):
    """fizz_buzz_encode: the classes of 1, 3, 5, 15 and a few larger numbers

    zh: fizz_buzz_encode：1、3、5、15 和几个更大的数的类别
    """
    expect.partial_credit()
    small = [(1, NUMBER), (3, FIZZ), (5, BUZZ), (15, FIZZBUZZ)]
    larger = [(8, NUMBER), (18, FIZZ), (20, BUZZ), (45, FIZZBUZZ), (27, FIZZ), (60, FIZZBUZZ)]
    for i, code in [*small, *larger]:
        expect.integer(
            student.fizz_buzz_encode(i), **{either(f"the class of {i}", f"{i} 的类别"): code}
        )


@pytest.mark.points(4)
def test_decode_says_the_words(student, expect):
    """fizz_buzz_decode: what to say for 7, 9, 10 and 30, and where the prediction is wrong

    zh: fizz_buzz_decode：7、9、10、30 该说什么，以及预测错了时该说什么
    """
    expect.partial_credit()
    for i, code, word in [
        (7, NUMBER, "7"),
        (9, FIZZ, "fizz"),
        (10, BUZZ, "buzz"),
        (30, FIZZBUZZ, "fizzbuzz"),
        (8, FIZZBUZZ, "fizzbuzz"),
        (15, NUMBER, "15"),
    ]:
        said = student.fizz_buzz_decode(i, code)
        what = either(f"for {i} and class {code}", f"{i}，类别 {code}")
        words = either(f"it says {said!r}", f"返回了 {said!r}")
        if not isinstance(said, str):
            words = either("it gives no str", "返回的不是 str")
        fault = either(f"{words}, expected {word!r}", f"{words}，应为 {word!r}")
        expect.true(what, isinstance(said, str) and said == word, fault)


@pytest.mark.points(4)
def test_binary_encode_counts_up(student, expect):
    """binary_encode: num_digits bits, the least significant first

    zh: binary_encode：num_digits 个二进制位，最低位在前
    """
    numbers = [(1, 4), (6, 4), (0, 3), (100, 10), (1023, 10)]
    returned = [expect.numbers(student.binary_encode(i, size), size) for i, size in numbers]
    for bits in returned:
        expect.true(
            either("bits", "二进制位"),
            set(bits) <= {0, 1},
            either("are not all 0 or 1", "不全是 0 或 1"),
        )

    backwards = all(
        value_of(bits[::-1]) == i for bits, (i, _) in zip(returned, numbers, strict=True)
    )
    for bits, (i, _) in zip(returned, numbers, strict=True):
        shown, value = " ".join(f"{bit:g}" for bit in bits), value_of(bits)
        fault = either(
            f"of {i} are {shown}, which add up to {value:g} (the first one counts 1, then 2, 4, …)",
            f"{i} 得到的是 {shown}，合起来是 {value:g}（第一位算 1，之后是 2、4……）",
        )
        if backwards:
            fault += either(
                "; the other way round they are right: the least significant bit comes first",
                "；反过来才对：最低位应在前",
            )
        expect.true(either("bits", "二进制位"), value == i, fault)


def value_of(bits):
    """Add bits up, the least significant first."""
    return sum(bit * 2**digit for digit, bit in enumerate(bits))


@pytest.mark.points(5)
@pytest.mark.composes("binary_encode", "fizz_buzz_encode")
def test_make_dataset_has_the_lessons_shapes(student, expect):
    """make_dataset: float32 bits and int64 classes for range(start, stop)

    zh: make_dataset：range(start, stop) 的 float32 二进制位和 int64 类别
    """
    expect.partial_credit(X=0.25, Y=0.25)
    expect_data(
        expect, student.make_dataset(101, 131), range(101, 131), 10, {4: FIZZBUZZ, 5: NUMBER}
    )
    expect_data(expect, student.make_dataset(3, 11, 4), range(3, 11), 4, {0: FIZZ, 1: NUMBER})


def expect_data(expect, got, numbers, num_digits, examples):
    """Expect the bits of numbers, and their classes: those of a few rows, and how many there are of each."""
    X, Y = expect.values(got, "X", "Y")
    expect.tensor("X", X, (len(numbers), num_digits), torch.float32)
    expect.tensor("Y", Y, (len(numbers),), torch.int64)
    shares = expect.shares
    if shares["X"] == 1:
        values = (X.double() @ 2.0 ** torch.arange(num_digits).double()).tolist()
        fault = either(
            f"does not hold the bits of {numbers[0]} to {numbers[-1]} in this order",
            f"不是依次为 {numbers[0]} 到 {numbers[-1]} 的二进制位",
        )
        expect.true("X", values == list(numbers), fault)
        fault = either("holds something other than 0 and 1", "含有 0 和 1 以外的值")
        expect.true("X", set(X.flatten().tolist()) <= {0.0, 1.0}, fault)
    if shares["Y"] == 1:
        fault = either("holds something other than the classes 0 to 3", "含有 0 到 3 以外的类别")
        expect.true("Y", set(Y.tolist()) <= {0, 1, 2, 3}, fault)
        first, second = (numbers[row] for row in examples)
        right = all(Y[row].item() == code for row, code in examples.items())
        fault = either(
            f"has the wrong class for {first} or {second}", f"{first} 或 {second} 的类别不对"
        )
        expect.true("Y", right, fault)
        _, classes = classifier.course_data(numbers[0], numbers[-1] + 1)
        fault = either("does not hold the classes of the range", "不是该范围的类别")
        expect.true("Y", Y.tolist() == classes.tolist(), fault)


@pytest.mark.points(5)
def test_build_model_is_the_lessons(student, expect):
    """build_model: Linear, ReLU, Linear to 4 classes, and nothing else between input and output

    zh: build_model：Linear、ReLU、Linear，输出 4 个类别，中间没有别的
    """
    layers = either("layers", "层")
    expect.partial_credit(**{layers: 0.5})
    for num_digits, num_hidden in [(10, 100), (7, 5)]:
        model = expect.model(student.build_model(num_digits, num_hidden))
        joined = model.type_name == "Sequential"
        fault = either("are not joined by nn.Sequential", "没有用 nn.Sequential 连接")
        expect.true(layers, joined, fault)
        expect.part(
            either("parameters", "参数"),
            classifier.Network.fault(model.weights(), num_digits, num_hidden, 4),
        )
        if expect.share:
            network = classifier.Network(model.weights())
            random = torch.Generator().manual_seed(num_digits)
            numbers = 9 * torch.randn(9, num_digits, generator=random)
            for X in (numbers, (numbers > 0).float(), numbers[:1]):
                right = torch.tensor(network(X.numpy()), dtype=torch.float32)
                expect.arrays(model(X), **{either("output", "输出"): right})


@pytest.mark.points(8)
def test_train_reports_each_epoch(student, expect):
    """train: each epoch's steps are the lesson's, from the current weights; its loss is measured after it on all of X, Y

    zh: train：从当前权重开始，每轮的各步与课程一致；每轮的损失在该轮之后用全部 X、Y 计算
    """
    steps = either("the steps", "训练步骤")
    expect.partial_credit(losses=0.5, **{steps: 0.25})
    X, Y, network = random_task(seed=1, rows=300)
    data = X.numpy(), Y.numpy()
    model = student.sequential(*network.layers)
    for epochs, options in ((1, {}), (3, {"batch_size": 64, "learning_rate": 0.1})):
        losses = compare.numbers_in(student.train(model, X, Y, epochs=epochs, **options)) or []
        before, network = network, classifier.Network(model.weights())
        lower = network.loss(*data) < before.loss(*data)
        expect.true(
            either("weights", "权重"), lower, either("have not lowered the loss", "没有降低损失")
        )
        right = training.sgd(before, *data, epochs, **options)
        error = compare.relative_error(network.flat - before.flat, right.flat - before.flat)
        fault = either(
            "are not those of the lesson: SGD on batches in order, with the given batch size and rate",
            "与课程不一致：按顺序取批次，使用给定的批次大小和学习率做 SGD",
        )
        expect.true(steps, error < TRAJECTORY, fault)
        fault = either("are not a list with one number per epoch", "不是每轮一个数的列表")
        expect.true("losses", len(losses) == epochs, fault)
        expect.losses(losses[-1:], [network.loss(*data)])


@pytest.mark.points(4)
@pytest.mark.limits(cpu_s=150, wall_s=450)
@pytest.mark.depends_on("test_train_reports_each_epoch")
def test_network_plays_fizzbuzz(student, expect, settings, progress, rng):
    """your train, on the course's data, makes a network that plays FizzBuzz on 1..100

    zh: 你的 train 用课程的数据训练出的网络，会在 1..100 上玩 FizzBuzz
    """
    lesson = settings["accuracy"]
    start = classifier.Network.initial(10, 100, 4, seed=lesson["public_seed"])
    result = training.played(student, start, lesson, rng, progress)
    X, Y = classifier.course_data(1, 101)
    said = result.network(X).argmax(axis=1)
    kinds = (either("number", "数字"), *WORDS)
    expect.answers((str(i), kinds[said[i - 1]], said[i - 1] == Y[i - 1]) for i in range(1, 101))
    training.expect_accuracy(expect, result, lesson)


@pytest.mark.points(6)
@pytest.mark.composes("binary_encode", "make_dataset", "fizz_buzz_decode", "fizz_buzz_encode")
def test_play_says_words(student, expect, device):
    """play: a list of str, what the model predicts for each of range(start, stop)

    zh: play：str 的列表，模型对 range(start, stop) 中每个数的预测
    """
    expect.partial_credit()
    for start, stop, num_digits in [(1, 31, 10), (5, 14, 4)]:
        network = network_of_last_bits(num_digits)
        said = network.played(student, device, start, stop, num_digits)
        assert isinstance(said, (list, tuple)), either(
            "play does not return a list", "play 返回的不是列表"
        )
        length = either(
            f"is {len(said)} for range({start}, {stop})",
            f"对 range({start}, {stop}) 是 {len(said)}",
        )
        expect.true(either("length", "长度"), len(said) == stop - start, length)
        expect_words(expect, said, range(start, stop))


def expect_words(expect, said, numbers):
    """Expect what a network says that puts a number in class i % 4, right or wrong."""
    words = either("words", "回答")
    fault = either("are not all str: decode the predictions", "不全是 str：要把预测结果解码")
    expect.true(words, all(isinstance(word, str) for word in said), fault)
    possible = all(
        isinstance(word, str) and word in (*WORDS, str(i))
        for i, word in zip(numbers, said, strict=False)
    )
    fault = either(
        "are neither the number itself nor fizz, buzz, fizzbuzz",
        "既不是数本身，也不是 fizz、buzz、fizzbuzz",
    )
    expect.true(words, possible, fault)
    right = [(str(i), *WORDS)[i % 4] for i in numbers]
    fault = either("are not what the model predicts", "不是模型的预测")
    expect.true(words, list(said) == right, fault)


def network_of_last_bits(num_digits):
    """A network whose largest output is that of i % 4: the two lowest bits, and a unit for both of them."""
    W1 = np.zeros((3, num_digits))
    W1[0, 0] = W1[1, 1] = W1[2, 0] = W1[2, 1] = 1
    b1 = np.array([0.0, 0.0, -1.0])
    # One for the class, 0 for the others; then all of them negative.
    W2 = np.array([[-1.0, -1.0, 1.0], [1.0, 0.0, -1.0], [0.0, 1.0, -1.0], [0.0, 0.0, 1.0]])
    b2 = np.array([1.0, 0.0, 0.0, 0.0])
    return classifier.Network({"W1": W1, "b1": b1, "W2": 3 * W2, "b2": 3 * b2 - 7})


def random_task(seed, rows):
    """Rows of random bits with random classes, and a network to start from."""
    rng = np.random.default_rng(seed)
    X, Y = rng.integers(2, size=(rows, 10)).astype(np.float32), rng.integers(4, size=rows)
    return torch.tensor(X), torch.tensor(Y), classifier.Network.initial(10, 100, 4, seed=seed)
