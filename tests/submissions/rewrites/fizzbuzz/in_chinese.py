# 会玩 FizzBuzz 的网络
import torch
import torch.nn as nn

# %% 规则
词表 = ["fizz", "buzz", "fizzbuzz"]
类别数 = 4


def fizz_buzz_encode(i):
    三, 五 = i % 3 == 0, i % 5 == 0
    if 三 and 五:
        return 3
    if 五:
        return 2
    if 三:
        return 1
    return 0


def fizz_buzz_decode(i, prediction):
    类别 = int(prediction)
    return str(i) if 类别 == 0 else 词表[类别 - 1]


# %% 数据
def binary_encode(i, num_digits):
    各位 = []
    for 位 in range(num_digits):
        各位.append((i >> 位) & 1)
    return 各位


def make_dataset(start, stop, num_digits=10):
    输入 = torch.Tensor([binary_encode(i, num_digits) for i in range(start, stop)])
    标签 = torch.LongTensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return 输入, 标签


# %% 模型
def build_model(num_digits=10, num_hidden=100):
    return nn.Sequential(
        nn.Linear(num_digits, num_hidden),
        nn.ReLU(),
        nn.Linear(num_hidden, 类别数),
    )


# %% 训练
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    损失函数 = nn.CrossEntropyLoss()
    优化器 = torch.optim.SGD(model.parameters(), lr=learning_rate)
    损失记录 = []
    for 轮 in range(epochs):
        for 起 in range(0, len(X), batch_size):
            止 = min(起 + batch_size, len(X))
            损失 = 损失函数(model(X[起:止]), Y[起:止])
            优化器.zero_grad()
            损失.backward()
            优化器.step()
        总损失 = 损失函数(model(X), Y).item()
        损失记录.append(总损失)
        if 轮 % 500 == 0:
            print(f"第 {轮} 轮，损失 {总损失:.4f}")
    return 损失记录


# %% 玩
def play(model, start, stop, num_digits=10):
    输入 = torch.Tensor([binary_encode(i, num_digits) for i in range(start, stop)])
    预测 = model(输入).max(1)[1].data.tolist()
    return [fizz_buzz_decode(数, 类) for 数, 类 in zip(range(start, stop), 预测)]


# %% 实验
torch.manual_seed(1)
模型 = build_model()
输入, 标签 = make_dataset(101, 1024)
损失们 = train(模型, 输入, 标签, epochs=100)
print(play(模型, 1, 101))
