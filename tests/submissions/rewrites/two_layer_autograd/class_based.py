"""A model that owns its parameters, and a trainer."""
import torch


# %%
class Line:
    def __init__(self, w, b):
        self.w = torch.tensor(float(w), requires_grad=True)
        self.b = torch.tensor(float(b), requires_grad=True)

    def __call__(self, x):
        return self.w * x + self.b


class Model:
    def __init__(self, w1, w2, *, copy=True):
        if copy:
            w1, w2 = (w.detach().clone().requires_grad_(True) for w in (w1, w2))
        self.w1, self.w2 = w1, w2

    @property
    def parameters(self):
        return [self.w1, self.w2]

    @property
    def grads(self):
        return tuple(p.grad for p in self.parameters)

    def predict(self, x):
        return x.mm(self.w1).clamp(min=0).mm(self.w2)

    def loss(self, x, y):
        return (self.predict(x) - y).pow(2).sum()

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None


class Trainer:
    def __init__(self, model, learning_rate):
        self.model = model
        self.learning_rate = learning_rate
        self.losses = []

    def step(self, x, y):
        self.model.zero_grad()
        loss = self.model.loss(x, y)
        loss.backward()
        self.losses.append(loss.item())
        with torch.no_grad():
            for p in self.model.parameters:
                p -= self.learning_rate * p.grad

    def fit(self, x, y, steps):
        for _ in range(steps):
            self.step(x, y)
        return self


# %%
def scalar_gradients(x, w, b):
    line = Line(w, b)
    x = torch.tensor(float(x), requires_grad=True)
    line(x).backward()
    return x.grad.item(), line.w.grad.item(), line.b.grad.item()


def loss(x, y, w1, w2):
    return Model(w1, w2, copy=False).loss(x, y)


def gradients(x, y, w1, w2):
    model = Model(w1, w2)
    model.loss(x, y).backward()
    return model.grads


def train(x, y, w1, w2, learning_rate=1e-6, steps=500):
    trainer = Trainer(Model(w1, w2), learning_rate).fit(x, y, steps)
    return trainer.model.w1, trainer.model.w2, trainer.losses


# %%
if __name__ == "__main__":
    x, y = torch.randn(64, 1000), torch.randn(64, 10)
    print(train(x, y, torch.randn(1000, 100), torch.randn(100, 10))[-1][-1])
