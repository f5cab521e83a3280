"""Without labels for a profiler a training comes to the same, bit for bit; a profiler has them."""

import pytest

from grader.sandbox.limits import Limits

LIMITS = Limits(cpu_s=10, wall_s=40)
TRAINING = """
    import torch
    {head}
    def f(x):
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.ReLU(), torch.nn.Linear(7, 2))
        X, Y = torch.rand(40, 5), torch.randint(2, (40,))
        optimizer = torch.optim.{optimizer}(model.parameters(), lr=.1)
        for _ in range(20):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(X), Y).backward()
            optimizer.step()
        return [parameter.tolist() for parameter in model.parameters()]
    """


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "RMSprop"])
def test_a_training_comes_to_the_same_bit_for_bit(student_of, warm_torch, optimizer):
    original = "torch.autograd.profiler.record_function = torch.profiler.record_function"
    with_labels, without = (
        student_of(
            TRAINING.format(head=head, optimizer=optimizer), process=warm_torch, limits=LIMITS
        ).f(1)
        for head in (original, "")
    )
    assert with_labels == without


@pytest.mark.parametrize("profile", ["torch.autograd.profiler.profile", "torch.profiler.profile"])
def test_a_profiler_sees_the_labels(student_of, warm_torch, profile):
    text = f"""
        import torch, torch.profiler
        def f(x):
            weight = torch.ones(2, requires_grad=True)
            optimizer = torch.optim.SGD([weight], lr=.1)
            weight.sum().backward()
            optimizer.step()
            with {profile}() as seen:
                optimizer.step()
                with torch.autograd.profiler.record_function("mine"):
                    optimizer.zero_grad()
            optimizer.step()
            return [event.key for event in seen.key_averages()]
        """
    seen = student_of(text, process=warm_torch, limits=LIMITS).f(1)
    for label in ("Optimizer.step#SGD.step", "Optimizer.zero_grad#SGD.zero_grad", "mine"):
        assert seen.count(label) == 1


def test_a_label_decorates_a_function(student_of, warm_torch):
    text = """
        import torch
        @torch.autograd.profiler.record_function("mine")
        def double(x):
            return 2 * x
        def f(x):
            return double(x)
        """
    assert student_of(text, process=warm_torch, limits=LIMITS).f(4) == 8
