"""The examiner's own classifier, with torch as the oracle."""

import numpy as np
import pytest
import torch
from torch import nn

from grader.checks.lesson import classifier
from grader.checks.lesson.classifier import Network
from grader.checks.student import Round
from grader.errors import WrongValueError

RNG = np.random.default_rng(0)
X = RNG.integers(2, size=(30, 10)).astype(np.float64)
Y = RNG.integers(4, size=30)


@pytest.fixture
def model():
    """A classifier in torch, in float64: comparable with NumPy to the last digits."""
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(10, 7), nn.ReLU(), nn.Linear(7, 4)).double()


@pytest.fixture
def network(model):
    return Network(dict(model.named_parameters()))


def weights(hidden=7, d_in=10, d_out=4, dtype=np.float32):
    """Parameters of fitting shapes, as they come from a submission's process."""
    shapes = {
        "0.weight": (hidden, d_in),
        "0.bias": (hidden,),
        "2.weight": (d_out, hidden),
        "2.bias": (d_out,),
    }
    return {name: RNG.standard_normal(shape).astype(dtype) for name, shape in shapes.items()}


def test_logits_are_torchs(model, network):
    want = model(torch.tensor(X)).detach().numpy()
    np.testing.assert_allclose(network(X), want, rtol=1e-12)


def test_the_loss_is_torchs_mean_cross_entropy(model, network):
    want = nn.functional.cross_entropy(model(torch.tensor(X)), torch.tensor(Y)).item()
    assert network.loss(X, Y) == pytest.approx(want, rel=1e-12)


def test_the_loss_of_very_sure_logits_is_finite():
    sure = Network({name: 1e4 * value for name, value in weights().items()})
    assert np.isfinite(sure.loss(X, Y))


def test_the_accuracy_is_the_share_of_rows_that_are_right(model, network):
    classes = model(torch.tensor(X)).argmax(dim=1).numpy()
    assert network.accuracy(X, classes) == 1
    assert network.accuracy(
        X, np.where(np.arange(30) < 12, classes, (classes + 1) % 4)
    ) == pytest.approx(0.4)


@pytest.mark.parametrize("seed", [0, 104])
def test_initial_weights_are_those_that_torch_draws(seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 4))
    drawn = Network.initial(10, 100, 4, seed=seed)
    for ours, theirs in zip(drawn.parameters, model.parameters(), strict=True):
        np.testing.assert_array_equal(ours, theirs.detach().numpy())


def test_initial_weights_leave_torchs_random_state_alone():
    state = torch.get_rng_state()
    Network.initial(10, 100, 4, seed=3)
    assert torch.equal(torch.get_rng_state(), state)


def test_its_layers_make_the_same_network_in_torch(network):
    (kind, W1, b1), relu, (_, W2, b2) = network.layers
    assert (kind, relu) == ("Linear", ("ReLU",))
    hidden = nn.functional.relu(
        nn.functional.linear(torch.tensor(X).float(), torch.tensor(W1), torch.tensor(b1))
    )
    want = nn.functional.linear(hidden, torch.tensor(W2), torch.tensor(b2)).numpy()
    np.testing.assert_allclose(network(X), want, rtol=1e-4, atol=1e-6)
    assert W1.dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_weights_of_any_float_are_accepted(dtype):
    given = weights(dtype=dtype)
    taken = Network(given)
    np.testing.assert_array_equal(taken.parameters[0], given["0.weight"].astype(np.float64))
    assert taken.flat.dtype == np.float64


def test_the_order_of_parameters_counts_and_their_names_do_not():
    given = weights()
    np.testing.assert_array_equal(
        Network(dict(zip("abcd", given.values(), strict=True))).flat, Network(given).flat
    )


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"0.bias": np.zeros(8)},
        {"0.bias": np.zeros((7, 1))},
        {"2.weight": np.zeros((4, 8))},
        {"2.weight": np.zeros((7, 4))},
        {"2.bias": np.zeros(5)},
        {"2.bias": np.float32(1)},
        {"2.bias": 1.0},
        {"2.bias": None},
        {"3.weight": np.zeros((4, 4))},
        {"0.weight": np.zeros((0, 10)), "0.bias": np.zeros(0), "2.weight": np.zeros((4, 0))},
        {"0.weight": np.zeros(70)},
    ],
    ids=str,
)
def test_weights_of_another_network_are_the_students_wrong_value(change):
    with pytest.raises(WrongValueError, match="not those of Linear, ReLU, Linear with biases"):
        Network({**weights(), **change} if change else {})


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_weights_that_are_not_finite_are_the_students_wrong_value(odd):
    given = weights()
    given["2.weight"][1, 2] = odd
    with pytest.raises(WrongValueError, match="not all finite"):
        Network(given)


@pytest.mark.parametrize("dtype", [np.int64, np.complex64, np.bool_])
def test_weights_that_are_no_real_numbers_are_the_students_wrong_value(dtype):
    with pytest.raises(WrongValueError, match="not all finite"):
        Network(weights(dtype=dtype))


def test_weights_of_the_right_sizes_have_no_fault():
    assert Network.fault(weights(), 10, 7, 4) is None


@pytest.mark.parametrize("sizes", [{"hidden": 8}, {"d_in": 9}, {"d_out": 5}])
def test_weights_of_other_sizes_have_a_fault_that_names_the_right_ones(sizes):
    fault = Network.fault(weights(**sizes), 10, 7, 4)
    assert fault == "are not [(7, 10), (7,), (4, 7), (4,)]: weight and bias of each layer"


def test_parameters_that_are_no_arrays_have_a_fault():
    assert "are not [" in Network.fault({"0.weight": 3.0}, 10, 7, 4)


class Train:
    """A training function whose rounds are given."""

    def __init__(self, *rounds):
        self.results, self.asked = rounds, None

    def rounds(self, times, *args, **kwargs):
        self.asked = times, args, kwargs
        return iter(self.results)


class Model:
    """Stands for a model of the submission's process."""

    def weights(self):
        return weights()


MODEL = Model()


def test_a_training_run_gives_a_network_after_each_round():
    first, second = weights(), weights()
    train = Train(Round([], first), Round([], second))
    (one, after_one), (two, after_two) = Network.trained(
        train, MODEL, X, Y, epochs=20, epochs_per_round=10
    )
    times, args, options = train.asked
    assert (times, args[0], options) == (2, MODEL, {"epochs": 10})
    assert (one, two) == (10, 20)
    np.testing.assert_array_equal(after_one.flat, Network(first).flat)
    np.testing.assert_array_equal(after_two.flat, Network(second).flat)


def test_a_training_run_that_leaves_no_such_network_is_the_students_wrong_value():
    train = Train(Round([], weights()), Round([], {}))
    rounds = Network.trained(train, MODEL, X, Y, epochs=20, epochs_per_round=10)
    next(rounds)
    with pytest.raises(WrongValueError, match="changed the model's layers"):
        next(rounds)


def test_the_courses_data_are_the_bits_and_classes_of_the_range():
    X, Y = classifier.course_data(1, 1024)
    assert (X @ 2 ** np.arange(10) == np.arange(1, 1024)).all()
    assert [(code == Y).sum() for code in range(4)] == [546, 273, 136, 68]
    assert Y[[2, 4, 14]].tolist() == [1, 2, 3]
