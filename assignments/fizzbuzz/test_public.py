"""Public checks: examples from the instructions, and tests of your functions without the answers."""

import numpy as np
import pytest
import torch

from grader.checks import classifier, compare, either

NUMBER, FIZZ, BUZZ, FIZZBUZZ = range(4)
WORDS = ("fizz", "buzz", "fizzbuzz")


@pytest.mark.points(4)
def test_encode_knows_the_first_classes(student, expect):
    """fizz_buzz_encode: the classes of 1, 3, 5 and 15

    zh: fizz_buzz_encode：1、3、5、15 的类别
    """
    for i, code in [(1, NUMBER), (3, FIZZ), (5, BUZZ), (15, FIZZBUZZ)]:
        expect.integer(
            student.fizz_buzz_encode(i), **{either(f"the class of {i}", f"{i} 的类别"): code}
        )


@pytest.mark.points(4)
def test_decode_says_the_words(student, expect):
    """fizz_buzz_decode: what to say for 7, 9, 10 and 30

    zh: fizz_buzz_decode：7、9、10、30 该说什么
    """
    for i, code, word in [
        (7, NUMBER, "7"),
        (9, FIZZ, "fizz"),
        (10, BUZZ, "buzz"),
        (30, FIZZBUZZ, "fizzbuzz"),
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
    for i, num_digits in [(1, 4), (6, 4), (100, 10), (1023, 10)]:
        bits = expect.numbers(student.binary_encode(i, num_digits), num_digits)
        expect.true(
            either("bits", "二进制位"),
            set(bits) <= {0, 1},
            either("are not all 0 or 1", "不全是 0 或 1"),
        )
        value = sum(bit * 2**digit for digit, bit in enumerate(bits))
        backwards = sum(bit * 2**digit for digit, bit in enumerate(reversed(bits)))
        fault = either(f"of {i} do not add up to {i}", f"{i} 的各位合起来不是 {i}")
        if backwards == i:
            fault += either(
                " (the other way round it would: the least significant bit comes first)",
                "（反过来才是：最低位应在前）",
            )
        expect.true(either("bits", "二进制位"), value == i, fault)


@pytest.mark.points(5)
@pytest.mark.composes("binary_encode", "fizz_buzz_encode")
def test_make_dataset_has_the_lessons_shapes(student, expect):
    """make_dataset: float32 bits and int64 classes for range(start, stop)

    zh: make_dataset：range(start, stop) 的 float32 二进制位和 int64 类别
    """
    X, Y = expect.values(student.make_dataset(101, 131), "X", "Y")
    expect.tensor("X", X, (30, 10), torch.float32)
    expect.tensor("Y", Y, (30,), torch.int64)
    if expect.share == 1:
        numbers = (X.double() @ 2.0 ** torch.arange(10).double()).tolist()
        expect.true(
            "X",
            numbers == list(range(101, 131)),
            either(
                "does not hold the bits of 101 to 130 in this order",
                "不是依次为 101 到 130 的二进制位",
            ),
        )
        expect.true(
            "Y",
            set(Y.tolist()) <= {0, 1, 2, 3},
            either("holds something other than the classes 0 to 3", "含有 0 到 3 以外的类别"),
        )
        expect.true(
            "Y",
            Y[4].item() == FIZZBUZZ and Y[5].item() == NUMBER,
            either("has the wrong class for 105 or 106", "105 或 106 的类别不对"),
        )


@pytest.mark.points(5)
def test_build_model_is_the_lessons(student, expect):
    """build_model: Linear, ReLU, Linear to 4 classes, and nothing else between input and output

    zh: build_model：Linear、ReLU、Linear，输出 4 个类别，中间没有别的
    """
    for num_digits, num_hidden in [(10, 100), (7, 5)]:
        model = expect.model(student.build_model(num_digits, num_hidden))
        expect.part(
            either("parameters", "参数"),
            classifier.Network.fault(model.weights(), num_digits, num_hidden, 4),
        )
        if expect.share == 1:
            network = classifier.Network(model.weights())
            random = torch.Generator().manual_seed(num_digits)
            numbers = torch.randn(9, num_digits, generator=random)
            for X in (numbers, (numbers > 0).float()):
                right = torch.tensor(network(X.numpy()), dtype=torch.float32)
                expect.arrays(model(X), **{either("output", "输出"): right})


@pytest.mark.points(6)
def test_train_reports_each_epoch(student, expect):
    """train: starts from the current weights; one loss per epoch, measured after it on all of X, Y

    zh: train：每轮一个损失，在该轮之后用全部 X、Y 计算；从当前权重继续训练
    """
    X, Y, network = random_task(seed=1, rows=300)
    model = student.sequential(*network.layers)
    for epochs in (1, 3):
        losses = compare.numbers_in(student.train(model, X, Y, epochs=epochs, batch_size=128)) or []
        before, network = network, classifier.Network(model.weights())
        loss = network.loss(X.numpy(), Y.numpy())
        lower = loss < before.loss(X.numpy(), Y.numpy())
        expect.true(
            either("weights", "权重"), lower, either("have not lowered the loss", "没有降低损失")
        )
        fault = either("are not a list with one number per epoch", "不是每轮一个数的列表")
        expect.true("losses", len(losses) == epochs, fault)
        expect.losses(losses[-1:], [loss])


@pytest.mark.points(5)
@pytest.mark.limits(cpu_s=150, wall_s=450)
@pytest.mark.depends_on("test_train_reports_each_epoch", "test_make_dataset_has_the_lessons_shapes")
def test_network_plays_fizzbuzz(student, expect, settings, progress):
    """your train, on your data, makes a network that plays FizzBuzz on 1..100

    zh: 用你的 train 和你的数据训练出的网络，会在 1..100 上玩 FizzBuzz
    """
    X, Y = expect.values(student.make_dataset(101, 1024), "X", "Y")
    expect.tensor(either("your data", "你的数据"), X, (923, 10), torch.float32)
    expect.tensor(either("your data", "你的数据"), Y, (923,), torch.int64)
    assert not expect.faults, either("; ", "；").join(expect.faults)
    X_test, Y_test = expect.values(student.make_dataset(1, 101), "X", "Y")
    expect.tensor(either("your data", "你的数据"), X_test, (100, 10), torch.float32)
    expect.tensor(either("your data", "你的数据"), Y_test, (100,), torch.int64)
    assert not expect.faults, either("; ", "；").join(expect.faults)
    X_test, Y_test = X_test.numpy(), Y_test.numpy()
    lesson = settings["accuracy"]
    start = classifier.Network.initial(10, 100, 4, seed=lesson["public_seed"])
    model = student.sequential(*start.layers)
    best, best_epoch, best_network = 0.0, 0, start
    for epoch, network in classifier.Network.trained(
        student.train, model, X, Y, lesson["epochs"], lesson["epochs_per_round"]
    ):
        accuracy = 100 * network.accuracy(X_test, Y_test)
        if accuracy > best:
            best, best_epoch, best_network = accuracy, epoch, network
        ends = best >= lesson["full"] or epoch - best_epoch >= lesson["patience"]
        if ends or epoch % 100 == 0:
            loss = network.loss(X.numpy(), Y.numpy())
            progress(epoch=epoch, epochs=lesson["epochs"], loss=loss, accuracy=accuracy)
        if ends:
            break
    said = best_network(X_test).argmax(axis=1)
    kinds = (either("number", "数字"), *WORDS)
    expect.answers(
        (str(i), kinds[said[i - 1]], said[i - 1] == Y_test[i - 1]) for i in range(1, 101)
    )
    share = (best - lesson["none"]) / (lesson["full"] - lesson["none"])
    fault = either(f"is below {lesson['full']} of 100", f"100 个数中答对的不足 {lesson['full']} 个")
    expect.part(either("accuracy", "准确率"), None if share >= 1 else fault, share)
    after = either(
        f"{best:.0f} of 100 right after {best_epoch} epochs",
        f"训练 {best_epoch} 轮后，100 个数答对 {best:.0f} 个",
    )
    expect.note(after)


@pytest.mark.points(5)
@pytest.mark.composes("binary_encode", "make_dataset", "fizz_buzz_decode", "fizz_buzz_encode")
def test_play_says_words(student, expect, device):
    """play: a list of str, a number or a word for each of range(start, stop)

    zh: play：str 的列表，range(start, stop) 中每个数对应一个数字或单词
    """
    said = classifier.Network.initial(10, 100, 4, seed=3).played(student, device, 1, 31)
    assert isinstance(said, (list, tuple)), either(
        "play does not return a list", "play 返回的不是列表"
    )
    length = either(f"is {len(said)} for range(1, 31)", f"对 range(1, 31) 是 {len(said)}")
    expect.true(either("length", "长度"), len(said) == 30, length)
    fault = either("are not all str: decode the predictions", "不全是 str：要把预测结果解码")
    expect.true(either("words", "回答"), all(isinstance(word, str) for word in said), fault)
    ok = all(
        isinstance(word, str) and word in (*WORDS, str(i)) for i, word in enumerate(said, start=1)
    )
    fault = either(
        "are neither the number itself nor fizz, buzz, fizzbuzz",
        "既不是数本身，也不是 fizz、buzz、fizzbuzz",
    )
    expect.true(either("words", "回答"), ok, fault)


def random_task(seed, rows):
    """Rows of random bits with random classes, and a network to start from."""
    rng = np.random.default_rng(seed)
    X, Y = rng.integers(2, size=(rows, 10)).astype(np.float32), rng.integers(4, size=rows)
    return torch.tensor(X), torch.tensor(Y), classifier.Network.initial(10, 100, 4, seed=seed)
