"""train clips the norm of its gradients to 1."""

from torch import nn

CHECKS = ("test_train_goes_downhill", "test_train")
HINT = {
    "en": "train: your gradients are clipped, so that large ones become too small. Here a step uses the gradient as it is.",
    "zh": "train：你把梯度裁剪了，大的梯度就变小了。这里每一步都直接使用梯度本身。",
}
CODE = {
    "train": (
        "nn.utils.clip_grad_norm_(...)",
        "torch.nn.utils.clip_grad_norm_(...)",
        "clip_grad_norm_(...)",
        "nn.utils.clip_grad_value_(...)",
        "torch.nn.utils.clip_grad_value_(...)",
        "clip_grad_value_(...)",
    ),
}


def train(model, x, y, optimizer_name="adam", learning_rate=1e-4, steps=500):
    loss_fn = nn.MSELoss(reduction="sum")
    optimizer = build_optimizer(model, optimizer_name, learning_rate)
    losses = []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return losses
