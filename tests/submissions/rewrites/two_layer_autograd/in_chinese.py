# 自动求导：计算图替我们求梯度
import torch

# %% 小计算图
def 叶子(数值):
    """需要梯度的标量。"""
    return torch.tensor(float(数值), requires_grad=True)


def scalar_gradients(x, w, b):
    自变量, 斜率, 截距 = map(叶子, (x, w, b))
    结果 = 斜率 * 自变量 + 截距
    结果.backward()
    return 自变量.grad.item(), 斜率.grad.item(), 截距.grad.item()


# %% 损失
def 预测(x, w1, w2):
    return x.mm(w1).relu().mm(w2)


def loss(x, y, w1, w2):
    误差 = 预测(x, w1, w2) - y
    return (误差 ** 2).sum()


# %% 梯度
def 需要梯度的副本(*权重们):
    return [权重.clone().detach().requires_grad_(True) for 权重 in 权重们]


def gradients(x, y, w1, w2):
    副本 = 需要梯度的副本(w1, w2)
    loss(x, y, *副本).backward()
    return tuple(权重.grad for 权重 in 副本)


# %% 训练
def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    副本 = 需要梯度的副本(w1, w2)
    损失记录 = []
    for 步 in range(steps):
        损失 = loss(x, y, *副本)
        损失记录.append(损失.item())
        损失.backward()
        with torch.no_grad():
            for 权重 in 副本:
                权重 -= learning_rate * 权重.grad
                权重.grad.zero_()
        if 步 % 100 == 99:
            print('步', 步, '损失', 损失.item())
    return *副本, 损失记录


# %% 实验
torch.manual_seed(0)
x, y = torch.randn(5, 4), torch.randn(5, 2)
w1, w2 = torch.randn(4, 3), torch.randn(3, 2)
print(gradients(x, y, w1, w2))
for 学习率 in (1e-3, 1e-2):
    print(学习率, train(x, y, w1, w2, 学习率, 20)[2][-1])
