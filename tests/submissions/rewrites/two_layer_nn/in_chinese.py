# 用 nn 与 optim 搭两层网络
import torch
from torch import nn, optim

# %% 网络
def 线性层(输入数, 输出数):
    return nn.Linear(输入数, 输出数, bias=False)


def build_sequential(d_in, hidden, d_out):
    各层 = [线性层(d_in, hidden), nn.ReLU(), 线性层(hidden, d_out)]
    return nn.Sequential(*各层)


class TwoLayerNet(nn.Module):
    """自己的模块：linear1、ReLU、linear2。"""

    def __init__(self, d_in, hidden, d_out):
        super().__init__()
        self.linear1 = 线性层(d_in, hidden)
        self.激活 = nn.ReLU()
        self.linear2 = 线性层(hidden, d_out)

    def forward(self, x):
        隐藏 = self.激活(self.linear1(x))
        return self.linear2(隐藏)


# %% 训练
损失函数 = nn.MSELoss(reduction="sum")
优化器表 = {
    "sgd": (optim.SGD, {}),
    "momentum": (optim.SGD, {"momentum": 0.9}),
    "rmsprop": (optim.RMSprop, {}),
    "adam": (optim.Adam, {}),
}


def train_by_hand(model, x, y, learning_rate=1e-4, steps=500):
    损失记录 = []
    for 步 in range(steps):
        损失 = 损失函数(model(x), y)
        损失记录.append(损失.item())
        model.zero_grad()
        损失.backward()
        with torch.no_grad():
            for 参数 in model.parameters():
                参数 -= learning_rate * 参数.grad
    return 损失记录


def build_optimizer(model, name, learning_rate):
    if name not in 优化器表:
        raise ValueError(f"没有叫 {name} 的优化器，可用的有：{'、'.join(优化器表)}")
    类, 选项 = 优化器表[name]
    return 类(model.parameters(), lr=learning_rate, **选项)


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    优化器 = build_optimizer(model, optimizer_name, learning_rate)
    损失记录 = []
    for _ in range(steps):
        损失 = 损失函数(model(x), y)
        损失记录.append(损失.item())
        优化器.zero_grad()
        损失.backward()
        优化器.step()
    return 损失记录


# %% 实验
torch.manual_seed(0)
数据, 目标 = torch.randn(64, 1000), torch.randn(64, 10)
for 名字 in 优化器表:
    网络 = TwoLayerNet(1000, 100, 10)
    print(名字, train(网络, 数据, 目标, 名字, 1e-4, 30)[-1])
