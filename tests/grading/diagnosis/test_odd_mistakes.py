"""Mistakes that are recorded nowhere: no hint names another one.

What is said of the values holds for these.
"""

import pytest

ODD = {
    "a factor of three": (
        "two_layer_numpy",
        "def loss_backward(y_pred, y):\n    return 3.0 * (y_pred - y)\n",
        set(),
    ),
    "a leaky ReLU": (
        "two_layer_numpy",
        "def relu_backward(grad_h_relu, h):\n    return np.where(h > 0, grad_h_relu, 0.02 * grad_h_relu)\n",
        {"wrong-where-negative", "slightly-off"},
    ),
    "the size of the gradient": (
        "two_layer_numpy",
        "def hidden_layer_backward(grad_h, x):\n    return x.T @ np.abs(grad_h)\n",
        set(),
    ),
    "an arctangent": (
        "two_layer_numpy",
        "def forward(x, w1, w2):\n    h = x @ w1\n    return h, np.arctan(h), np.arctan(h) @ w2\n",
        set(),
    ),
    "a learning rate that decays": (
        "two_layer_numpy",
        """\
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for step in range(steps):
        losses.append(squared_error(forward(x, w1, w2)[2], y))
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), learning_rate * 0.9**step)
    return w1, w2, losses
""",
        {"rate-changed"},
    ),
    "weight decay": (
        "two_layer_numpy",
        """\
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - learning_rate * (grad_w1 + 0.1 * w1), w2 - learning_rate * (grad_w2 + 0.1 * w2)
""",
        {"extra-term"},
    ),
    "the logarithm of the loss": (
        "two_layer_torch",
        "import math\ndef squared_error(y_pred, y):\n    return math.log1p((y_pred - y).pow(2).sum().item())\n",
        set(),
    ),
    "an element too many": (
        "two_layer_torch",
        """\
def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = h_relu.t().mm(grad_y_pred)
    grad_w2[0, 0] += 1
    return grad_w2, grad_y_pred.mm(w2.t())
""",
        {"slightly-off"},
    ),
    "clipped gradients": (
        "two_layer_autograd",
        """\
def gradients(x, y, w1, w2):
    w1, w2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
    return tuple(g.clamp(-1, 1) for g in torch.autograd.grad(loss(x, y, w1, w2), (w1, w2)))
""",
        {"several-rows"},
    ),
    "a step on w2 that is half as long": (
        "two_layer_autograd",
        """\
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        losses.append(loss(x, y, w1, w2).item())
        grad_w1, grad_w2 = gradients(x, y, w1, w2)
        w1, w2 = w1 - learning_rate * grad_w1, w2 - 0.5 * learning_rate * grad_w2
    return w1, w2, losses
""",
        {"losses-part", "factor"},
    ),
    "a leaky layer": (
        "two_layer_nn",
        """\
def build_sequential(d_in, hidden, d_out):
    first, second = nn.Linear(d_in, hidden, bias=False), nn.Linear(hidden, d_out, bias=False)
    return nn.Sequential(first, nn.LeakyReLU(0.2), second)
""",
        {"other-activation"},
    ),
    "other betas": (
        "two_layer_nn",
        """\
def build_optimizer(model, name, learning_rate):
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.8, 0.95))
    kinds = {"sgd": (torch.optim.SGD, {}), "momentum": (torch.optim.SGD, {"momentum": 0.9}),
             "rmsprop": (torch.optim.RMSprop, {})}
    if name not in kinds:
        raise ValueError(name)
    kind, options = kinds[name]
    return kind(model.parameters(), lr=learning_rate, **options)
""",
        {"other-options"},
    ),
    "batches from the end": (
        "fizzbuzz",
        """\
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in reversed(range(0, len(X), batch_size)):
            loss = loss_fn(model(X[start : start + batch_size]), Y[start : start + batch_size])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss_fn(model(X), Y).item())
    return losses
""",
        set(),
    ),
    "outputs that are halved before the loss": (
        "fizzbuzz",
        """\
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            loss = loss_fn(model(X[start : start + batch_size]) / 2, Y[start : start + batch_size])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss_fn(model(X), Y).item())
    return losses
""",
        {"weighted-loss"},
    ),
    "a code of its own": (
        "fizzbuzz",
        """\
def binary_encode(i, num_digits):
    return torch.tensor([(i ^ i >> 2) >> digit & 1 for digit in range(num_digits)])
""",
        set(),
    ),
    "seven instead of five": (
        "fizzbuzz",
        "def fizz_buzz_encode(i):\n    return 3 if i % 21 == 0 else 2 if i % 7 == 0 else 1 if i % 3 == 0 else 0\n",
        set(),
    ),
}
QUICK = (
    "test_encode_knows_the_first_classes",
    "test_binary_encode_counts_up",
    "test_train_reports_each_epoch",
    "test_encode",
    "test_binary_encode",
    "test_train_follows_the_lessons_trajectory",
)


@pytest.mark.parametrize("what", ODD)
def test_an_unusual_mistake_is_not_mistaken_for_another(what, diagnosed):
    name, text, facts = ODD[what]
    lost = diagnosed(name, text, QUICK if name == "fizzbuzz" else None)
    assert lost
    assert {check.hint.id if check.hint else None for check in lost.values()} <= {
        None,
        "differs",
        *facts,
    }


@pytest.mark.parametrize("what", ODD)
def test_without_solutions_it_is_not_mistaken_for_another_either(what, diagnosed):
    name, text, facts = ODD[what]
    lost = diagnosed(name, text, QUICK[:3] if name == "fizzbuzz" else None, solutions=False)
    assert {check.hint.id if check.hint else None for check in lost.values()} <= {
        None,
        "differs",
        *facts,
    }
