"""Prints the loss of every batch, as the lecture's loop does; the work is in nested functions."""
import torch


# %%
def make_functions(words):
    def encode(i):
        return sum(code for code, divisor in ((1, 3), (2, 5)) if i % divisor == 0)

    def decode(i, prediction):
        return words[int(prediction)].format(i)

    return encode, decode


fizz_buzz_encode, fizz_buzz_decode = make_functions(["{}", "fizz", "buzz", "fizzbuzz"])


def binary_encode(i, num_digits):
    return torch.tensor([int(bit) for bit in reversed("{:0{}b}".format(i, num_digits))])


def make_dataset(start, stop, num_digits=10):
    X = torch.stack([binary_encode(i, num_digits) for i in range(start, stop)]).type(torch.float32)
    return X, torch.tensor(list(map(fizz_buzz_encode, range(start, stop))), dtype=torch.long)


def build_model(num_digits=10, num_hidden=100):
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Linear(num_digits, num_hidden), torch.nn.ReLU(), torch.nn.Linear(num_hidden, 4)
    )


# %%
def train(model, X, Y, epochs=10000, batch_size=128, learning_rate=0.05):
    loss_fn = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for epoch in range(epochs):
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            batchX, batchY = X[start:end], Y[start:end]
            loss = loss_fn(model(batchX), batchY)
            print("Epoch", epoch, "rows", start, "Loss", loss.item())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss_fn(model(X), Y).item())
    return losses


def play(model, start, stop, num_digits=10):
    X, _ = make_dataset(start, stop, num_digits)
    return [fizz_buzz_decode(i, row.argmax()) for i, row in enumerate(model(X), start)]


# %%
model = build_model()
print(train(model, *make_dataset(101, 1024), epochs=2))
