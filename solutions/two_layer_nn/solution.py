"""nn, optim and your own Module: the two-layer network from PyTorch's parts.

Shapes: x (N, d_in), y (N, d_out), float32. The layers have no bias. The weights are (hidden, d_in)
and (d_out, hidden): ``nn.Linear`` stores them transposed.

zh: nn、optim 和自己的 Module：用 PyTorch 的部件搭建两层网络

形状：x (N, d_in)，y (N, d_out)，float32。各层不带偏置。
权重的形状是 (hidden, d_in) 和 (d_out, hidden)：``nn.Linear`` 保存的是转置。
"""

# %%
import torch
from torch import nn

# %% [markdown]
# ## `build_sequential(d_in, hidden, d_out)`
#
# `nn.Sequential` runs layers one after the other. Use `nn.Linear`, `nn.ReLU`, `nn.Linear`, both
# linear layers with `bias=False`.
#
# `nn.Sequential` 依次执行各层：线性层、ReLU、线性层，两个线性层都不带偏置（`bias=False`）。


# %%
def build_sequential(d_in, hidden, d_out):
    """Build the network as an ``nn.Sequential``.

    Args:
        d_in: number of inputs.
        hidden: number of hidden units.
        d_out: number of outputs.

    Returns:
        An ``nn.Sequential`` of Linear, ReLU and Linear, both without bias.

    zh: 用 ``nn.Sequential`` 搭建网络。

    参数：
        d_in: 输入的个数。
        hidden: 隐藏单元的个数。
        d_out: 输出的个数。

    返回：
        ``nn.Sequential``：Linear、ReLU、Linear，两个线性层都不带偏置。
    """
    # BEGIN SOLUTION: join the three layers in an nn.Sequential
    # zh: 用 nn.Sequential 连接这三层
    return nn.Sequential(
        nn.Linear(d_in, hidden, bias=False), nn.ReLU(), nn.Linear(hidden, d_out, bias=False)
    )
    # END SOLUTION


# %% [markdown]
# ## `class TwoLayerNet`
#
# The same network as your own class. `__init__` calls `super().__init__()` first, then makes
# two layers without bias called `linear1` and `linear2`: a layer that becomes an attribute
# registers its parameters automatically. `forward` computes the output, with ReLU between the layers.
#
# 把同样的网络写成自己的类。`__init__` 先调用 `super().__init__()`，再创建两个不带偏置的层 `linear1` 和 `linear2`：层一旦成为属性，
# 其参数就会自动注册。`forward` 由输入计算输出，两层之间经过 ReLU。


# %%
class TwoLayerNet(nn.Module):
    """The network as a Module: ``linear1`` and ``linear2`` without bias, with ReLU in between.

    zh: 写成 Module 的网络：``linear1`` 和 ``linear2`` 不带偏置，中间是 ReLU。
    """

    def __init__(self, d_in, hidden, d_out):
        """Make the layers.

        Args:
            d_in: number of inputs.
            hidden: number of hidden units.
            d_out: number of outputs.

        zh: 创建各层。

        参数：
            d_in: 输入的个数。
            hidden: 隐藏单元的个数。
            d_out: 输出的个数。
        """
        # BEGIN SOLUTION: call super().__init__(), then make linear1 and linear2 without bias
        # zh: 先调用 super().__init__()，再做没有偏置的 linear1 和 linear2
        super().__init__()
        self.linear1 = nn.Linear(d_in, hidden, bias=False)
        self.linear2 = nn.Linear(hidden, d_out, bias=False)
        # END SOLUTION

    def forward(self, x):
        """Predict: x (N, d_in) becomes y_pred (N, d_out).

        zh: 预测：由 x (N, d_in) 得到 y_pred (N, d_out)。
        """
        # BEGIN SOLUTION: apply linear1, ReLU and linear2 to x
        # zh: 让 x 依次经过 linear1、ReLU、linear2
        return self.linear2(self.linear1(x).clamp(min=0))
        # END SOLUTION


# %% [markdown]
# ## `train_by_hand(model, x, y, learning_rate, steps)`
#
# A model knows its parameters: `model.parameters()`. In each step: predict, compute the loss
# (`nn.MSELoss(reduction="sum")`), clear the old gradients (`model.zero_grad()`), `backward()`, then
# within `torch.no_grad()` move every parameter by $-\eta$ times its `.grad`, in place. Here you
# *should* change the model's weights.
#
# 模型知道自己的参数：`model.parameters()`。每一步：预测、损失、清零旧梯度（`model.zero_grad()`）、`backward()`，然后在
# `torch.no_grad()` 里把每个参数原地移动 $-\eta$ 乘以它的 `.grad`。这里就是要改变模型的权重。


# %%
def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    """Train a model without an optimizer; its parameters change in place.

    Args:
        model: any ``nn.Module`` from (N, d_in) to (N, d_out).
        x: (N, d_in) inputs.
        y: (N, d_out) target.
        learning_rate: the step size, a float.
        steps: the number of steps, an int.

    Returns:
        A list of ``steps`` floats: losses[t] is the sum of squared errors before step t.

    zh: 不用优化器训练模型；它的参数原地改变。

    参数：
        model: 任意 ``nn.Module``，由 (N, d_in) 得到 (N, d_out)。
        x: 输入，形状为 (N, d_in)。
        y: 目标输出，形状为 (N, d_out)。
        learning_rate: 学习率（步长），float。
        steps: 步数，int。

    返回：
        ``steps`` 个 float 的列表：losses[t] 是第 t 步更新之前的误差平方和。
    """
    # BEGIN SOLUTION: in each step: predict, loss, zero_grad, backward, update every parameter under no_grad
    # zh: 每一步：预测、损失、zero_grad、backward、在 no_grad 里更新每个参数
    loss_fn = nn.MSELoss(reduction="sum")
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return losses
    # END SOLUTION


# %% [markdown]
# ## `build_optimizer(model, name, learning_rate)`
#
# An optimizer does the update: `"sgd"`, `"momentum"` (SGD with momentum 0.9), `"rmsprop"` or
# `"adam"`, all from `torch.optim` with their defaults apart from the learning rate. Any other name:
# raise a `ValueError` that lists the valid names.
#
# 更新交给优化器：`"sgd"`、`"momentum"`（动量 0.9 的 SGD）、`"rmsprop"` 或 `"adam"`，都来自 `torch.optim`，除学习率外用默认值。
# 其他名字要抛出 `ValueError`，并说明有哪些名字可用。


# %%
def build_optimizer(model, name, learning_rate):
    """Make the optimizer with this name for a model's parameters.

    Args:
        model: an ``nn.Module``.
        name: "sgd", "momentum", "rmsprop" or "adam".
        learning_rate: a float.

    Returns:
        The ``torch.optim`` optimizer.

    Raises:
        ValueError: for any other name.

    zh: 按名字为模型的参数创建优化器。

    参数：
        model: 一个 ``nn.Module``。
        name: "sgd"、"momentum"、"rmsprop" 或 "adam"。
        learning_rate: 学习率，float。

    返回：
        ``torch.optim`` 的优化器。

    抛出：
        ValueError: 名字不是以上四个。
    """
    # BEGIN SOLUTION: choose the class of torch.optim by name; raise ValueError for any other name
    # zh: 按名字选 torch.optim 里的类；其他名字抛出 ValueError
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "momentum":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    if name == "rmsprop":
        return torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    raise ValueError(f"unknown optimizer {name!r}: choose sgd, momentum, rmsprop or adam")
    # END SOLUTION


# %% [markdown]
# ## `train(model, x, y, optimizer_name, learning_rate, steps)`
#
# The five-line loop that you will use for every network: predict, loss, `zero_grad`, `backward`,
# `step`. Make the optimizer once, before the loop: momentum, RMSProp and Adam remember
# earlier steps.
#
# 以后训练任何网络都会用到的五行循环：预测、损失、`zero_grad`、`backward`、`step`。优化器只在循环之前创建一次：动量、RMSProp 和 Adam 都要记住之前各步的信息。


# %%
def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    """Train a model with an optimizer; its parameters change in place.

    Args:
        model: any ``nn.Module`` from (N, d_in) to (N, d_out).
        x: (N, d_in) inputs.
        y: (N, d_out) target.
        optimizer_name: a name that ``build_optimizer`` accepts.
        learning_rate: a float.
        steps: the number of steps, an int.

    Returns:
        A list of ``steps`` floats: losses[t] is the sum of squared errors before step t.

    zh: 用优化器训练模型；它的参数原地改变。

    参数：
        model: 任意 ``nn.Module``，由 (N, d_in) 得到 (N, d_out)。
        x: 输入，形状为 (N, d_in)。
        y: 目标输出，形状为 (N, d_out)。
        optimizer_name: ``build_optimizer`` 接受的名字。
        learning_rate: 学习率，float。
        steps: 步数，int。

    返回：
        ``steps`` 个 float 的列表：losses[t] 是第 t 步更新之前的误差平方和。
    """
    # BEGIN SOLUTION: make the optimizer once, then repeat predict, loss, zero_grad, backward, step
    # zh: 优化器只建一次，然后反复：预测、损失、zero_grad、backward、step
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses
    # END SOLUTION
