# the way the lecture writes it: constants, arrays, a loop over the file's own variables
import numpy as np
import torch

NUM_DIGITS = 10
NUM_HIDDEN = 100
BATCH_SIZE = 128
device = "cuda" if torch.cuda.is_available() else "cpu"


# %%
# One-hot encode the desired outputs: [number, "fizz", "buzz", "fizzbuzz"]
def fizz_buzz_encode(i):
    if   i % 15 == 0: return 3
    elif i % 5  == 0: return 2
    elif i % 3  == 0: return 1
    else:             return 0

def fizz_buzz_decode(i, prediction):
    return [str(i), "fizz", "buzz", "fizzbuzz"][prediction]

print(fizz_buzz_decode(1, fizz_buzz_encode(1)))
print(fizz_buzz_decode(15, fizz_buzz_encode(15)))


# %%
# Represent each input by an array of its binary digits.
def binary_encode(i, num_digits=NUM_DIGITS):
    return np.array([i >> d & 1 for d in range(num_digits)])

def make_dataset(start, stop, num_digits=NUM_DIGITS):
    X = torch.Tensor(np.array([binary_encode(i, num_digits) for i in range(start, stop)]))
    Y = torch.LongTensor([fizz_buzz_encode(i) for i in range(start, stop)])
    return X, Y

trX, trY = make_dataset(101, 2 ** NUM_DIGITS)


# %%
def build_model(num_digits=NUM_DIGITS, num_hidden=NUM_HIDDEN):
    return torch.nn.Sequential(
        torch.nn.Linear(num_digits, num_hidden),
        torch.nn.ReLU(),
        torch.nn.Linear(num_hidden, 4)
    )

model = build_model().to(device)
loss_fn = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr = 0.05)


# %%
def train(model, X, Y, epochs=10000, batch_size=BATCH_SIZE, learning_rate=0.05):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for epoch in range(epochs):
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            batchX = X[start:end]
            batchY = Y[start:end]

            y_pred = model(batchX)
            loss = loss_fn(y_pred, batchY)

            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

        loss = loss_fn(model(X), Y).item()
        losses.append(loss)
    return losses

for epoch in range(10):
    for start in range(0, len(trX), BATCH_SIZE):
        end = start + BATCH_SIZE
        batchX = trX[start:end].to(device)
        batchY = trY[start:end].to(device)
        y_pred = model(batchX)
        loss = loss_fn(y_pred, batchY)
        print("Epoch", epoch, loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %%
def play(model, start, stop, num_digits=NUM_DIGITS):
    testX = torch.Tensor(np.array([binary_encode(i, num_digits) for i in range(start, stop)]))
    with torch.no_grad():
        testY = model(testX)
    predictions = zip(range(start, stop), list(testY.max(1)[1].data.tolist()))
    return [fizz_buzz_decode(i, x) for (i, x) in predictions]

testX = torch.Tensor(np.array([binary_encode(i, NUM_DIGITS) for i in range(1, 101)])).to(device)
with torch.no_grad():
    testY = model(testX)
print(np.sum(testY.max(1)[1].cpu().numpy() == np.array([fizz_buzz_encode(i) for i in range(1, 101)])))
