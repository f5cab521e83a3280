"""Recorded mistakes, made by students who write otherwise than we do.

The hint is that of the mistake.
"""

import pytest

NUMPY_INLINE = """
def backward(x, y, w1, w2):
    h = x.dot(w1)
    a = np.maximum(h, 0)
    g = {factor}(a.dot(w2) - y)
    ga = g.dot(w2.T)
    {mask}
    return [np.einsum("ni,nj->ij", x, ga), np.einsum("nj,nk->jk", a, g)]


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    history = np.zeros(steps)
    for t in range(steps):
        h = x.dot(w1)
        a = np.maximum(h, 0)
        p = a.dot(w2)
        history[t] = ((p - y) ** 2).sum()
        g = {factor}(p - y)
        ga = g.dot(w2.T)
        {mask}
        w1, w2 = w1 - learning_rate * x.T.dot(ga), w2 - learning_rate * a.T.dot(g)
    return w1, w2, history
"""
MASK, NO_MASK = "ga = ga * (h >= 0)", "pass"

WRITTEN_OTHERWISE = {
    "no mask, all written out": (
        "two_layer_numpy",
        NUMPY_INLINE.format(factor="2*", mask=NO_MASK),
        {
            # There, to mask nothing and to mask by an h that holds no negative number come to the
            # same.
            "test_backward_matches_differences": "relu-mask-missing|hidden-layer-cut-in-place",
            "test_backward": "relu-mask-missing",
            "test_train": "relu-mask-missing",
        },
    ),
    "no factor of two, all written out": (
        "two_layer_numpy",
        NUMPY_INLINE.format(factor="", mask=MASK),
        dict.fromkeys(("test_backward_matches_differences", "test_backward", "test_train"), "factor-two-missing"),
    ),
    "neither": (
        "two_layer_numpy",
        NUMPY_INLINE.format(factor="", mask=NO_MASK),
        {"test_backward": "factor-two-missing+relu-mask-missing", "test_train": "factor-two-missing+relu-mask-missing"},
    ),
    "two results, each wrong in its own way": (
        "two_layer_torch",
        """
def backward(x, y, w1, w2):
    h, a, p = forward(x, w1, w2)
    g = 2 * (p - y)
    return x.t().mm(g.mm(w2.t()) * (h < 0)), h.t().mm(g)
""",
        {"test_backward": "grad-w2-from-h+relu-mask-inverted"},
    ),
    "layers defined the other way round": (
        "two_layer_nn",
        """
class TwoLayerNet(torch.nn.Module):
    def __init__(self, n_in, n_mid, n_out):
        super().__init__()
        self.linear2 = nn.Linear(n_mid, n_out, bias=False)
        self.linear1 = nn.Linear(n_in, n_mid, bias=False)

    def forward(self, x):
        out = self.linear1(x).clamp(min=0)
        return self.linear2(out).clamp(min=0)
""",
        {"test_two_layer_net": "net-relu-on-output", "test_two_layer_net_of_other_sizes": "net-relu-on-output"},
    ),
    "layers with names": (
        "two_layer_nn",
        """
from collections import OrderedDict
def build_sequential(a, b, c):
    return nn.Sequential(OrderedDict(first=nn.Linear(a, b), act=nn.ReLU(), second=nn.Linear(b, c)))
""",
        {"test_build_sequential": "bias-left-on", "test_build_sequential_of_other_sizes": "bias-left-on"},
    ),
    "gradients that are never zeroed, by the parameters' own": (
        "two_layer_nn",
        """
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    losses, t = [], 0
    while t < steps:
        loss = ((model(x) - y) ** 2).sum()
        losses.append(loss.detach())
        loss.backward()
        for p in model.parameters():
            p.data.add_(p.grad, alpha=-learning_rate)
        t += 1
    return losses
""",
        {
            "test_train_by_hand_goes_downhill": "by-hand-gradients-never-zeroed",
            "test_train_by_hand": "by-hand-gradients-never-zeroed",
        },
    ),
    "weights in a list, never zeroed": (
        "two_layer_autograd",
        """
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    ws = [w.detach().clone().requires_grad_(True) for w in (w1, w2)]
    losses = []
    for _ in range(steps):
        current = ((x @ ws[0]).relu() @ ws[1] - y).square().sum()
        losses += [float(current)]
        current.backward()
        with torch.no_grad():
            for w in ws:
                w.sub_(w.grad * learning_rate)
    return (*[w.detach() for w in ws], losses)
""",
        {"test_train_goes_downhill": "gradients-never-zeroed", "test_train": "gradients-never-zeroed"},
    ),
    "a last batch left out, with a data loader": (
        "fizzbuzz",
        """
from torch.utils.data import DataLoader, TensorDataset
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    batches = DataLoader(TensorDataset(X, Y), batch_size=batch_size, drop_last=True)
    step = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for xs, ys in batches:
            step.zero_grad()
            nn.functional.cross_entropy(model(xs), ys).backward()
            step.step()
        losses.append(nn.functional.cross_entropy(model(X), Y).item())
    return losses
""",
        {"test_train_follows_the_lessons_trajectory": "last-batch-dropped"},
    ),
    "bits from a string": (
        "fizzbuzz",
        """
def binary_encode(i, num_digits):
    return [int(digit) for digit in bin(i)[2:].zfill(num_digits)]
""",
        dict.fromkeys(("test_binary_encode_counts_up", "test_binary_encode"), "most-significant-bit-first"),
    ),
    "tanh, with a method of its own": (
        "two_layer_numpy",
        """
def squash(h):
    return 2 / (1 + np.exp(-2 * h)) - 1


def forward(x, w1, w2):
    h = x.dot(w1)
    return h, squash(h), squash(h).dot(w2)
""",
        dict.fromkeys(("test_forward_gives_three_arrays", "test_forward"), "forward-tanh"),
    ),
    "labels smoothed by another amount": (
        "fizzbuzz",
        """
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            rows = slice(start, start + batch_size)
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[rows]), Y[rows], label_smoothing=0.2).backward()
            optimizer.step()
        losses.append(nn.functional.cross_entropy(model(X), Y).item())
    return losses
""",
        {"test_train_follows_the_lessons_trajectory": "labels-smoothed"},
    ),
    "codes in a table": (
        "fizzbuzz",
        """
def fizz_buzz_encode(i):
    return {(0, 0): 0, (1, 0): 2, (0, 1): 1, (1, 1): 3}[i % 3 == 0, i % 5 == 0]
""",
        {"test_encode_knows_the_first_classes": "codes-swapped", "test_encode": "codes-swapped"},
    ),
    "lengths of rows, by a norm of torch": (
        "two_layer_torch",
        """
def squared_error(y_pred, y):
    return torch.norm(y_pred - y, dim=1).sum().item()
""",
        dict.fromkeys(("test_squared_error_is_a_sum", "test_squared_error"), "squared-error-norms-of-rows"),
    ),
    "the norm of order 2 of a matrix": (
        "two_layer_numpy",
        """
def squared_error(y_pred, y):
    return float(np.linalg.norm(y_pred - y, ord=2) ** 2)
""",
        dict.fromkeys(("test_squared_error_is_a_sum", "test_squared_error"), "squared-error-spectral-norm-squared"),
    ),
    "a loss that is returned within two loops": (
        "two_layer_autograd",
        """
def loss(x, y, w1, w2):
    error = torch.relu(x @ w1) @ w2 - y
    for row in error:
        return torch.stack([each**2 for each in row]).sum()
""",
        dict.fromkeys(("test_loss_is_part_of_the_graph", "test_loss"), "squared-error-first-row"),
    ),
    "outer products, of which the last one is left": (
        "two_layer_torch",
        """
def hidden_layer_backward(grad_h, x):
    for row, grad in zip(x, grad_h):
        grad_w1 = torch.outer(row, grad)
    return grad_w1
""",
        dict.fromkeys(
            ("test_hidden_layer_backward_matches_differences", "test_hidden_layer_backward"),
            "grad-w1-of-last-row",
        ),
    ),
    "momentum that nobody asked for, in a table, where an unknown name is a KeyError, too": (
        "two_layer_nn",
        """
OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {}),
    "momentum": (torch.optim.SGD, {"momentum": 0.9}),
    "rmsprop": (torch.optim.RMSprop, {"momentum": 0.9}),
    "adam": (torch.optim.Adam, {}),
}


def build_optimizer(model, name, learning_rate):
    cls, options = OPTIMIZERS[name]
    return cls(model.parameters(), lr=learning_rate, **options)
""",
        dict.fromkeys(("test_build_optimizer_knows_its_names", "test_build_optimizer"), "other-options"),
    ),
    "gradients cleared in the loop over the parameters": (
        "two_layer_nn",
        """
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    losses = []
    for _ in range(steps):
        loss = ((model(x) - y) ** 2).sum()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= learning_rate * p.grad
                model.zero_grad()
    return losses
""",
        dict.fromkeys(("test_train_by_hand_goes_downhill", "test_train_by_hand"), "cleared-halfway"),
    ),
    "a rate under another name that falls": (
        "two_layer_torch",
        """
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    lr = learning_rate
    for t in range(steps):
        losses.append(squared_error(forward(x, w1, w2)[2], y))
        w1, w2 = sgd_step(w1, w2, *backward(x, y, w1, w2), lr)
        lr *= 0.99
    return w1, w2, losses
""",
        dict.fromkeys(("test_train_reports_its_losses", "test_train"), "rate-changed"),
    ),
    "the largest outputs, sorted": (
        "fizzbuzz",
        """
def play(model, start, stop, num_digits=10):
    X, _ = make_dataset(start, stop, num_digits)
    return [fizz_buzz_decode(start + k, row.sort().values[-1]) for k, row in enumerate(model(X))]
""",
        {"test_play_says_words": "play-takes-largest-outputs"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITTEN_OTHERWISE)
def test_it_is_recognised(what, diagnosed):
    name, text, hints = WRITTEN_OTHERWISE[what]
    lost = diagnosed(name, text, list(hints))
    assert {check.name: check.hint.id if check.hint else None for check in lost.values()} == hints


def test_a_pair_gives_both_hints_in_both_languages(diagnosed):
    name, text, _ = WRITTEN_OTHERWISE["neither"]
    hint = diagnosed(name, text, ["test_backward"])["test_backward"].hint
    assert hint.en.startswith("Perhaps there are two mistakes. First: your grad_y_pred is half")
    assert "Second: your grad_h is the gradient as if there were no ReLU" in hint.en
    assert hint.zh.startswith("可能同时有两个问题。其一：")
