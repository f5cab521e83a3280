"""Public checks: examples from the lesson, and what can be told of your functions without knowing their answers."""

import numpy as np
import pytest
import torch

from grader import compare
from grader.network import Network

NUMBER, FIZZ, BUZZ, FIZZBUZZ = range(4)
WORDS = {"fizz", "buzz", "fizzbuzz"}


@pytest.mark.points(4)
def test_encode_knows_the_first_classes(student, expect):
    """fizz_buzz_encode: the classes of 1, 3, 5 and 15"""
    for i, code in [(1, NUMBER), (3, FIZZ), (5, BUZZ), (15, FIZZBUZZ)]:
        expect.integer(student.fizz_buzz_encode(i), **{f"the class of {i}": code})


@pytest.mark.points(4)
def test_decode_says_the_words(student, expect):
    """fizz_buzz_decode: what to say for 7, 9, 10 and 30"""
    for i, code, word in [(7, NUMBER, "7"), (9, FIZZ, "fizz"), (10, BUZZ, "buzz"), (30, FIZZBUZZ, "fizzbuzz")]:
        said = student.fizz_buzz_decode(i, code)
        words = f"it says {said!r}" if isinstance(said, str) else "it gives no str"
        expect.true(f"for {i} and class {code}", isinstance(said, str) and said == word, f"{words}, expected {word!r}")


@pytest.mark.points(4)
def test_binary_encode_counts_up(student, expect):
    """binary_encode: num_digits bits, the least significant first"""
    for i, num_digits in [(1, 4), (6, 4), (100, 10), (1023, 10)]:
        bits = expect.numbers(student.binary_encode(i, num_digits), num_digits)
        expect.true("bits", set(bits) <= {0, 1}, "are not all 0 or 1")
        value = sum(bit * 2**digit for digit, bit in enumerate(bits))
        backwards = sum(bit * 2**digit for digit, bit in enumerate(reversed(bits)))
        reverse = " (the other way round it would: the least significant bit comes first)" if backwards == i else ""
        expect.true("bits", value == i, f"of {i} do not add up to {i}{reverse}")


@pytest.mark.points(5)
@pytest.mark.composes("binary_encode", "fizz_buzz_encode")
def test_make_dataset_has_the_lessons_shapes(student, expect):
    """make_dataset: float32 bits and int64 classes for range(start, stop)"""
    X, Y = expect.values(student.make_dataset(101, 131), "X", "Y")
    expect.tensor("X", X, (30, 10), torch.float32)
    expect.tensor("Y", Y, (30,), torch.int64)
    if expect.share == 1:
        numbers = (X.double() @ 2.0 ** torch.arange(10).double()).tolist()
        expect.true("X", numbers == list(range(101, 131)), "does not hold the bits of 101 to 130 in this order")
        expect.true("Y", set(Y.tolist()) <= {0, 1, 2, 3}, "holds something other than the classes 0 to 3")
        expect.true("Y", Y[4].item() == FIZZBUZZ and Y[5].item() == NUMBER, "has the wrong class for 105 or 106")


@pytest.mark.points(5)
def test_build_model_is_the_lessons(student, expect):
    """build_model: Linear, ReLU, Linear to 4 classes, and nothing else between input and output"""
    for num_digits, num_hidden in [(10, 100), (7, 5)]:
        model = expect.model(student.build_model(num_digits, num_hidden))
        expect.part("parameters", Network.fault(model.weights(), num_digits, num_hidden, 4))
        if expect.share == 1:
            network = Network(model.weights())
            for X in (torch.randn(9, num_digits), torch.randint(2, (9, num_digits)).float()):
                expect.arrays(model(X), output=torch.tensor(network(X.numpy()), dtype=torch.float32))


@pytest.mark.points(6)
def test_train_reports_each_epoch(student, expect):
    """train: one loss per epoch, measured on all of X, Y after it, and going on from the present weights"""
    X, Y, network = random_task(seed=1, rows=300)
    model = student.sequential(*network.layers)
    for epochs in (1, 3):
        losses = compare.numbers_in(student.train(model, X, Y, epochs=epochs, batch_size=128)) or []
        before, network = network, Network(model.weights())
        loss = network.loss(X.numpy(), Y.numpy())
        expect.true("weights", loss < before.loss(X.numpy(), Y.numpy()), "have not lowered the loss")
        expect.true("losses", len(losses) == epochs, "are not a list with one number per epoch")
        expect.losses(losses[-1:], [loss])


@pytest.mark.points(5)
@pytest.mark.limits(cpu_s=150, wall_s=450)
@pytest.mark.depends_on("test_train_reports_each_epoch", "test_make_dataset_has_the_lessons_shapes")
def test_network_plays_fizzbuzz(student, expect, settings, progress):
    """your train, on your data, makes a network that plays FizzBuzz on 1..100"""
    X, Y = expect.values(student.make_dataset(101, 1024), "X", "Y")
    expect.tensor("your data", X, (923, 10), torch.float32)
    expect.tensor("your data", Y, (923,), torch.int64)
    assert not expect.faults, "; ".join(expect.faults)
    X_test, Y_test = expect.values(student.make_dataset(1, 101), "X", "Y")
    expect.tensor("your data", X_test, (100, 10), torch.float32)
    expect.tensor("your data", Y_test, (100,), torch.int64)
    assert not expect.faults, "; ".join(expect.faults)
    X_test, Y_test = X_test.numpy(), Y_test.numpy()
    lesson = settings["accuracy"]
    model = student.sequential(*Network.initial(10, 100, 4, seed=lesson["public_seed"]).layers)
    best, best_epoch = 0.0, 0
    for epoch, network in Network.trained(student.train, model, X, Y, lesson["epochs"], lesson["epochs_per_round"]):
        accuracy = 100 * network.accuracy(X_test, Y_test)
        if accuracy > best:
            best, best_epoch = accuracy, epoch
        if epoch % 100 == 0:
            loss = network.loss(X.numpy(), Y.numpy())
            progress(epoch=epoch, epochs=lesson["epochs"], loss=loss, accuracy=accuracy)
        if best >= lesson["full"] or epoch - best_epoch >= lesson["patience"]:
            break
    share = (best - lesson["none"]) / (lesson["full"] - lesson["none"])
    expect.part("accuracy", None if share >= 1 else f"is below {lesson['full']} of 100", share)
    expect.note(f"{best:.0f} of 100 right after {best_epoch} epochs")


@pytest.mark.points(5)
@pytest.mark.composes("binary_encode", "make_dataset", "fizz_buzz_decode", "fizz_buzz_encode")
def test_play_says_words(student, expect):
    """play: a list of str, a number or a word for each of range(start, stop)"""
    model = student.sequential(*Network.initial(10, 100, 4, seed=3).layers)
    said = student.play(model, 1, 31)
    assert isinstance(said, (list, tuple)), "play does not return a list"
    expect.true("length", len(said) == 30, f"is {len(said)} for range(1, 31)")
    expect.true("words", all(isinstance(word, str) for word in said), "are not all str: decode the predictions")
    ok = all(isinstance(word, str) and word in (*WORDS, str(i)) for i, word in enumerate(said, start=1))
    expect.true("words", ok, "are neither the number itself nor fizz, buzz, fizzbuzz")


def random_task(seed, rows):
    """Rows of random bits with random classes, and a network to start from."""
    rng = np.random.default_rng(seed)
    X, Y = rng.integers(2, size=(rows, 10)).astype(np.float32), rng.integers(4, size=rows)
    return torch.tensor(X), torch.tensor(Y), Network.initial(10, 100, 4, seed=seed)
