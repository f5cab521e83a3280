"""A little autograd of one's own, in NumPy: a value knows how it was made."""
import numpy as np
from dataclasses import dataclass, field


# %%
@dataclass(eq=False)
class Node:
    value: np.ndarray
    parents: list = field(default_factory=list)
    grad: np.ndarray | None = None

    def __matmul__(self, other):
        return Node(
            self.value @ other.value,
            [(self, lambda g: g @ other.value.T), (other, lambda g: self.value.T @ g)],
        )

    def __sub__(self, other):
        return Node(self.value - other.value, [(self, lambda g: g), (other, lambda g: -g)])

    def relu(self):
        mask = self.value > 0
        return Node(np.where(mask, self.value, 0), [(self, lambda g: np.where(mask, g, 0))])

    def square_sum(self):
        return Node(np.sum(self.value**2), [(self, lambda g: 2 * g * self.value)])

    def backward(self, grad=1.0):
        self.grad = grad if self.grad is None else self.grad + grad
        for parent, pull in self.parents:
            parent.backward(pull(grad))


def graph(x, y, w1, w2):
    """All nodes of the network, by name."""
    n = {"x": Node(x), "y": Node(y), "w1": Node(w1), "w2": Node(w2)}
    n["h"] = n["x"] @ n["w1"]
    n["r"] = n["h"].relu()
    n["p"] = n["r"] @ n["w2"]
    n["loss"] = (n["p"] - n["y"]).square_sum()
    return n


# %%
def forward(x, w1, w2):
    n = graph(x, np.zeros((len(x), w2.shape[1])), w1, w2)
    return n["h"].value, n["r"].value, n["p"].value


def squared_error(y_pred, y):
    return (Node(y_pred) - Node(y)).square_sum().value


def loss_backward(y_pred, y):
    prediction = Node(y_pred)
    (prediction - Node(y)).square_sum().backward()
    return prediction.grad


def output_layer_backward(grad_y_pred, h_relu, w2):
    a, b = Node(h_relu), Node(w2)
    (a @ b).backward(grad_y_pred)
    return b.grad, a.grad


def relu_backward(grad_h_relu, h):
    node = Node(h)
    node.relu().backward(grad_h_relu)
    return node.grad


def hidden_layer_backward(grad_h, x):
    w1 = Node(np.zeros((x.shape[1], grad_h.shape[1])))
    (Node(x) @ w1).backward(grad_h)
    return w1.grad


def backward(x, y, w1, w2):
    nodes = graph(x, y, w1, w2)
    nodes["loss"].backward()
    return nodes["w1"].grad, nodes["w2"].grad


def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return tuple(w - learning_rate * g for w, g in zip((w1, w2), (grad_w1, grad_w2)))


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    losses = []
    for _ in range(steps):
        nodes = graph(x, y, w1, w2)
        losses.append(float(nodes["loss"].value))
        nodes["loss"].backward()
        w1, w2 = sgd_step(w1, w2, nodes["w1"].grad, nodes["w2"].grad, learning_rate)
    return w1, w2, losses


# %%
small = dict(
    x=np.array([[1.0, 2.0]]),
    y=np.array([[4.0]]),
    w1=np.array([[1.0, -1.0], [1.0, 0.0]]),
    w2=np.array([[2.0], [1.0]]),
)
print(backward(**small))
assert np.allclose(train(**small, learning_rate=0.01, steps=3)[2], [4, 0.7885, 0.2133], atol=1e-4)
