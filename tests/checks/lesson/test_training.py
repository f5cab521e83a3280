"""Evidence of training, on real runs of FizzBuzz: rounds of ten epochs, at the start and later."""

import numpy as np
import pytest
import torch
from torch import nn

from grader.checks.compare import relative_error
from grader.checks.lesson import loops, training
from grader.checks.lesson.classifier import Network, course_data
from grader.checks.lesson.training import LESSON, Loop, Recomputation
from grader.errors import WrongValueError

GIVEN, OTHER = course_data(101, 1024), course_data(1, 101)
BOTH = tuple(np.concatenate(parts) for parts in zip(GIVEN, OTHER, strict=True))
LOOPS = {
    "the lesson's": LESSON,
    "batches of 64": Loop(64),
    "one batch": Loop(923),
    "another learning rate": Loop(learning_rate=0.1),
    "the last batch dropped": Loop(drop_last=True),
    "momentum": Loop(momentum=0.9),
    "Adam": Loop(learning_rate=0.001, adam=True),
    "balanced classes": Loop(loss="balanced"),
    "smoothed labels": Loop(loss="smoothed"),
    "squared_error": Loop(learning_rate=0.5, loss="squared_error"),
    "an epoch too many": Loop(more_epochs=1),
    "a quick Adam": Loop(learning_rate=0.01, adam=True),
}


@pytest.fixture(scope="module")
def initial():
    return Network.initial(10, 100, 4, seed=104)


@pytest.fixture(scope="module")
def later(initial):
    """The network after 60 honest epochs."""
    return LESSON.train(initial, *GIVEN, epochs=60)


def by_torch(network, loop, X, Y, epochs, shuffle=False):
    """What torch's own optimizers make of a network, in float32 as a submission's do."""
    model = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 4))
    for parameter, value in zip(model.parameters(), network.parameters, strict=True):
        parameter.data = torch.tensor(value, dtype=torch.float32)
    kind = torch.optim.Adam if loop.adam else torch.optim.SGD
    options = {} if loop.adam else {"momentum": loop.momentum}
    optimizer = kind(model.parameters(), loop.learning_rate, **options)
    X, Y = torch.tensor(X, dtype=torch.float32), torch.tensor(Y)
    counts = torch.bincount(Y, minlength=4)
    loss_fn = {
        "cross_entropy": nn.CrossEntropyLoss(),
        "balanced": nn.CrossEntropyLoss(weight=len(Y) / (4 * counts)),
        "smoothed": nn.CrossEntropyLoss(label_smoothing=0.1),
        "squared_error": lambda p, y: nn.functional.mse_loss(
            p, nn.functional.one_hot(y, 4).float()
        ),
    }[loop.loss]
    random = torch.Generator().manual_seed(3)
    for _ in range(epochs + loop.more_epochs):
        order = torch.randperm(len(Y), generator=random) if shuffle else torch.arange(len(Y))
        for batch in order.split(loop.batch_size):
            if loop.drop_last and len(batch) < loop.batch_size:
                continue
            optimizer.zero_grad()
            loss_fn(model(X[batch]), Y[batch]).backward()
            optimizer.step()
    return Network(model.state_dict())


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_a_loop_is_torchs(initial, loop):
    ours = loop.train(initial, *GIVEN, epochs=3)
    theirs = by_torch(initial, loop, *GIVEN, epochs=3)
    assert relative_error(ours.flat - initial.flat, theirs.flat - initial.flat) < 1e-4


def test_the_network_that_a_loop_starts_from_is_left_alone(initial):
    before = initial.flat
    training.sgd(initial, *GIVEN, epochs=1)
    np.testing.assert_array_equal(initial.flat, before)


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_a_loop_is_recognized_by_its_first_round(initial, loop):
    after = by_torch(initial, loop, *GIVEN, epochs=9)
    assert training.recognized(initial, after, *GIVEN, 9) == loop


@pytest.mark.parametrize(
    "train",
    {
        "shuffled": lambda network: by_torch(network, LESSON, *GIVEN, 9, shuffle=True),
        "the test range too": lambda network: by_torch(network, LESSON, *BOTH, 9),
        "two epochs more": lambda network: by_torch(network, LESSON, *GIVEN, 11),
        "nothing": lambda network: network,
        "another network": lambda network: Network.initial(10, 100, 4, seed=1),
        "the test range for one epoch": lambda network: by_torch(
            by_torch(network, LESSON, *GIVEN, 8), LESSON, *BOTH, 1
        ),
    }.items(),
    ids=lambda item: item[0],
)
def test_other_loops_are_not_recognized(initial, train):
    assert training.recognized(initial, train[1](initial), *GIVEN, 9) is None


def rounds_of(network, loop, number):
    """Honest rounds from a network, as pairs of the network before and after."""
    for _ in range(number):
        after = by_torch(network, loop, *GIVEN, epochs=10)
        yield network, after
        network = after


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_honest_rounds_are_accepted(initial, loop):
    recomputation = Recomputation(loop, GIVEN, OTHER, 10)
    for before, after in rounds_of(initial, loop, 12):
        recomputation.require(before, after)


CHEATS = {
    "an epoch on the test range": lambda before, after: training.sgd(after, *OTHER, epochs=3),
    "weights from elsewhere": lambda before, after: Network.initial(10, 100, 4, seed=9),
    "no change": lambda before, after: before,
    "twice as far": lambda before, after: changed(before, 2 * after.flat - before.flat),
    "units in another order": lambda before, after: permuted(after),
    "one huge bias": lambda before, after: changed(
        after, np.where(np.arange(after.flat.size) == after.flat.size - 1, 1e30, after.flat)
    ),
}


def changed(network, flat):
    parts = np.split(flat, np.cumsum([value.size for value in network.parameters])[:-1])
    shaped = zip(parts, network.parameters, strict=True)
    return Network({str(n): part.reshape(like.shape) for n, (part, like) in enumerate(shaped)})


def permuted(network):
    W1, b1, W2, b2 = network.parameters
    order = np.arange(len(b1))[::-1]
    return Network({"a": W1[order], "b": b1[order], "c": W2[:, order], "d": b2})


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_one_round_that_is_not_the_loops_is_enough(initial, cheat):
    recomputation = Recomputation(LESSON, GIVEN, OTHER, 10)
    rounds = [*rounds_of(initial, LESSON, 4)]
    for before, after in rounds[:3]:
        recomputation.require(before, after)
    before, after = rounds[3]
    with pytest.raises(WrongValueError, match="does not do the same in every round"):
        recomputation.require(before, cheat(before, after))


def test_a_little_in_many_rounds_is_too_much(initial):
    recomputation = Recomputation(LESSON, GIVEN, OTHER, 10)
    with pytest.raises(WrongValueError):
        for before, after in rounds_of(initial, LESSON, 20):
            extra = changed(after, after.flat + 0.05 * (after.flat - before.flat)[::-1])
            recomputation.require(before, extra)


@pytest.mark.parametrize(
    ("strays", "raised"), [(0.4, training._UndecidedError), (0.1, WrongValueError)]
)
def test_where_rounding_alone_leads_as_far_nobody_is_called_a_cheat(
    initial, monkeypatch, strays, raised
):
    after = training.sgd(initial, *GIVEN, epochs=2)
    monkeypatch.setattr(
        training, "_error", lambda _before, other, _right: 0.5 if other is after else strays
    )
    with pytest.raises(raised):
        Recomputation(LESSON, GIVEN, OTHER, 2).require(initial, after)


def nudged(network):
    """Return a network that a little gradient on the test range has changed."""
    return changed(network, network.flat - loops.gradient(network, *OTHER))


def followed(initial, number, odd=lambda before, after: after, gained=0):
    """Return which of these rounds are recomputed where only the last one is odd."""
    recomputation = Recomputation(LESSON, GIVEN, OTHER, 10)
    recomputation.require = lambda *_: None
    *rounds, (before, after) = rounds_of(initial, LESSON, number)
    first = [recomputation.follow(*each, 0) for each in rounds]
    return [*first, recomputation.follow(before, odd(before, after), gained)]


def test_a_part_of_the_rounds_is_recomputed_and_nobody_knows_which(initial):
    first, second = (followed(initial, 60) for _ in range(2))
    assert first[:5] == second[:5] == [True] * 5
    assert 5 < sum(first[5:]) < 45
    assert first != second


@pytest.mark.parametrize(
    ("odd", "gained"),
    [
        (lambda before, after: after, 3),
        (lambda before, after: after, -3),
        (lambda before, after: after, float("nan")),
        (lambda before, after: permuted(after), 0),
        (lambda before, after: nudged(after), 0),
        (lambda before, after: changed(after, after.flat + 2 * (after.flat - before.flat)), 0),
    ],
    ids=["better", "worse", "not a number", "other units", "on the test range", "further"],
)
def test_an_unusual_round_is_always_recomputed(initial, odd, gained):
    assert all(followed(initial, 8, odd, gained)[-1] for _try in range(8))


def test_the_best_round_is_always_recomputed(initial, monkeypatch):
    """Also where nothing about it is odd."""
    recomputed = []
    monkeypatch.setattr(training.Recomputation, "follow", lambda *_: False)
    monkeypatch.setattr(
        training.Recomputation, "require", lambda _self, *networks: recomputed.append(networks)
    )
    rounds = [*rounds_of(initial, LESSON, 12)]
    run = training._Run(
        None, {"full": 88, "patience": 60, "epochs": 120}, lambda **_: None, 10, GIVEN, OTHER
    )
    taken = ((10 * (n + 1), *each) for n, each in enumerate(rounds))
    monkeypatch.setattr(training._Run, "_rounds", lambda *_: taken)
    best = run.best(initial, LESSON)
    (last,) = recomputed
    assert last[1] is best.network


def test_the_gradient_of_other_data_is_autograds(initial):
    layers = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 4)).double()
    for parameter, value in zip(layers.parameters(), initial.parameters, strict=True):
        parameter.data = torch.tensor(value)
    X, Y = torch.tensor(OTHER[0]).double(), torch.tensor(OTHER[1])
    nn.functional.cross_entropy(layers(X), Y).backward()
    want = np.concatenate([parameter.grad.numpy().ravel() for parameter in layers.parameters()])
    np.testing.assert_allclose(loops.gradient(initial, *OTHER), want, rtol=1e-9, atol=1e-12)


def test_what_is_no_number_is_refused(initial, monkeypatch):
    monkeypatch.setattr(training, "_error", lambda *_: float("nan"))
    with pytest.raises(WrongValueError):
        Recomputation(LESSON, GIVEN, OTHER, 10).require(initial, initial)


@pytest.mark.parametrize("values", [np.inf, np.nan, 1e200])
def test_weights_that_are_not_finite_in_float32_are_refused(initial, values):
    with pytest.raises(WrongValueError, match="not all finite"):
        changed(initial, np.full(initial.flat.size, values))


def influence(before, after):
    return training.influence(after.flat - before.flat, before, after, GIVEN, OTHER)


@pytest.mark.parametrize("start", ["initial", "later"])
def test_a_shuffled_loop_shows_no_influence_of_other_data(request, start):
    before = request.getfixturevalue(start)
    after = by_torch(before, LESSON, *GIVEN, epochs=10, shuffle=True)
    assert abs(influence(before, after)) < training.COARSE_INFLUENCE


@pytest.mark.parametrize("start", ["initial", "later"])
@pytest.mark.parametrize("batch_size", [64, 128, 1023])
def test_a_loop_that_trains_on_other_data_too_shows_its_influence(request, start, batch_size):
    before = request.getfixturevalue(start)
    after = by_torch(before, Loop(batch_size), *BOTH, epochs=10, shuffle=True)
    assert influence(before, after) > training.COARSE_INFLUENCE


def test_no_change_shows_no_influence(initial):
    assert influence(initial, initial) == 0


def test_initial_weights_that_are_quick_are_found_and_remembered():
    kept = {}

    def remember(name, compute):
        if name not in kept:
            kept[name] = compute()
        return kept[name]

    first, again = (training.quick_start(5, remember) for _ in range(2))
    np.testing.assert_array_equal(first.flat, again.flat)
    trained = first
    best = 0.0
    for _ in range(100):
        trained = LESSON.train(trained, *GIVEN, epochs=10)
        best = max(best, trained.accuracy(*OTHER))
    assert best >= 0.88


def test_where_rounding_decides_a_unit_both_outcomes_are_the_loops(monkeypatch):
    monkeypatch.setattr(training, "COARSE", 0)  # whatever differs is looked at
    loop = Loop(learning_rate=0.5, loss="squared_error")
    before = Network.initial(10, 100, 4, seed=104)
    rng = np.random.default_rng(5)
    for _round in range(100):
        after = loop.train(before, *GIVEN, 10)
        other = loop.train(training._rounded_otherwise(before, rng), *GIVEN, 10)
        change = other.flat - before.flat
        if relative_error(after.flat - before.flat, change) > training.EXACT:
            break
        before = after
    else:
        pytest.fail("rounding decided nothing")

    recomputation = Recomputation(loop, GIVEN, OTHER, 10)
    recomputation.require(before, other)
    moved = changed(other, 0.01 * np.linalg.norm(change) * np.eye(change.size)[7])
    with pytest.raises(WrongValueError, match="every round"):
        recomputation.require(before, moved)
