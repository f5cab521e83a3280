"""A torch.autograd.Function of one's own for ReLU, hooks, and saved values."""
import torch
from torch.autograd import Function


# %%
class MyReLU(Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input.clamp(min=0)

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[input < 0] = 0
        return grad_input


relu = MyReLU.apply


# %%
def scalar_gradients(x, w, b):
    caught = {}
    leaves = {}
    for name, value in dict(x=x, w=w, b=b).items():
        leaves[name] = torch.tensor(float(value), requires_grad=True)
        leaves[name].register_hook(lambda g, name=name: caught.__setitem__(name, g.item()))
    (leaves["w"] * leaves["x"] + leaves["b"]).backward()
    return tuple(caught[name] for name in "xwb")


def loss(x, y, w1, w2):
    y_pred = relu(x.mm(w1)).mm(w2)
    return (y_pred - y).pow(2).sum()


def gradients(x, y, w1, w2):
    with torch.enable_grad():
        leaves = tuple(w.detach().clone().requires_grad_() for w in (w1, w2))
        value = loss(x, y, *leaves)
        return torch.autograd.grad(value, leaves, retain_graph=False, create_graph=False)


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    w1, w2 = w1.clone(), w2.clone()
    losses = []
    for t in range(steps):
        w1.requires_grad_()
        w2.requires_grad_()
        value = loss(x, y, w1, w2)
        losses.append(value.item())
        value.backward()
        w1, w2 = (
            torch.add(w.detach(), w.grad, alpha=-learning_rate) for w in (w1, w2)
        )
    return w1, w2, losses


# %%
check = torch.autograd.gradcheck(relu, torch.randn(3, 3, dtype=torch.double, requires_grad=True))
print("gradcheck:", check)
