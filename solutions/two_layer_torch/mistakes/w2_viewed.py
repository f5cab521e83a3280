"""grad_h_relu is computed with a view of w2 instead of its transpose."""

CHECKS = ("test_output_layer_backward_matches_differences", "test_output_layer_backward")
HINT = {
    "en": "Your grad_h_relu has the right shape and wrong numbers: view and reshape give w2 the shape of its transpose, but leave its numbers in the old order.",
    "zh": "你的 grad_h_relu 形状对，数值不对：view 和 reshape 只让 w2 有了转置后的形状，里面数字的先后顺序并没有变。",
}


def output_layer_backward(grad_y_pred, h_relu, w2):
    grad_w2 = h_relu.t().mm(grad_y_pred)
    grad_h_relu = grad_y_pred.mm(w2.view(w2.shape[1], w2.shape[0]))
    return grad_w2, grad_h_relu
