# 两层网络：前向传播、损失、反向传播、更新，全部手写
import numpy as np

# %% 常量
学习率默认值 = 1e-6
步数默认值 = 500


# %% 激活函数
def 激活(隐藏层):
    """ReLU：小于零的置为零。"""
    return np.where(隐藏层 > 0, 隐藏层, 0)


def 激活的导数(隐藏层):
    return (隐藏层 > 0).astype(隐藏层.dtype)


# %% 前向传播
def forward(x, w1, w2):
    """前向传播：返回（隐藏层，激活后，预测）。"""
    隐藏层 = x.dot(w1)
    激活后 = 激活(隐藏层)
    预测 = 激活后.dot(w2)
    return 隐藏层, 激活后, 预测


# %% 损失
def squared_error(y_pred, y):
    误差 = y_pred - y
    return (误差 * 误差).sum()


def loss_backward(y_pred, y):
    return 2 * (y_pred - y)


# %% 反向传播
def output_layer_backward(grad_y_pred, h_relu, w2):
    对w2的梯度 = h_relu.T.dot(grad_y_pred)
    对激活后的梯度 = grad_y_pred.dot(w2.T)
    return 对w2的梯度, 对激活后的梯度


def relu_backward(grad_h_relu, h):
    return 激活的导数(h) * grad_h_relu


def hidden_layer_backward(grad_h, x):
    return x.T.dot(grad_h)


def backward(x, y, w1, w2):
    隐藏层, 激活后, 预测 = forward(x, w1, w2)
    对w2的梯度, 对激活后的梯度 = output_layer_backward(loss_backward(预测, y), 激活后, w2)
    对隐藏层的梯度 = relu_backward(对激活后的梯度, 隐藏层)
    return hidden_layer_backward(对隐藏层的梯度, x), 对w2的梯度


# %% 更新
def sgd_step(w1, w2, grad_w1, grad_w2, learning_rate):
    return w1 - learning_rate * grad_w1, w2 - learning_rate * grad_w2


def train(x, y, w1, w2, learning_rate=学习率默认值, steps=步数默认值):
    全部损失 = []
    for 步 in range(steps):
        _, _, 预测 = forward(x, w1, w2)
        损失 = squared_error(预测, y)
        全部损失.append(损失)
        if 步 % 100 == 0:
            print(f"第 {步} 步，损失 {损失:.2f}")
        梯度一, 梯度二 = backward(x, y, w1, w2)
        w1, w2 = sgd_step(w1, w2, 梯度一, 梯度二, learning_rate)
    return w1, w2, 全部损失


# %% 实验
np.random.seed(1)
样本 = np.random.randn(8, 20)
目标 = np.random.randn(8, 3)
权重一, 权重二, 损失们 = train(样本, 目标, np.random.randn(20, 5), np.random.randn(5, 3), 1e-4, 50)
print("最后的损失：", 损失们[-1])
