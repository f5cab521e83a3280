"""Loaders without workers, and nothing compiled: the same results in one process."""

import pytest
import torch

from grader.checks.student import StudentError
from grader.sandbox.limits import Limits

LIMITS = Limits(cpu_s=10, wall_s=40)


@pytest.fixture
def result(student_of, warm_torch):
    """Returns what ``f(3)`` of a program returns."""

    def result(text):
        return student_of(text, process=warm_torch, limits=LIMITS).f(3)

    return result


@pytest.mark.parametrize(
    "options",
    [
        "num_workers=2",
        "num_workers=2, persistent_workers=True, prefetch_factor=4, timeout=5",
        "num_workers=1, multiprocessing_context='fork'",
        "num_workers=0",
        "False, None, None, 2",
    ],
)
def test_loader_with_workers_gives_its_batches(result, options):
    text = f"""
        import torch
        from torch.utils.data import DataLoader, TensorDataset
        def f(x):
            data = TensorDataset(torch.arange(6.0))
            return [batch.tolist() for batch, in DataLoader(data, 2, {options})]
        """
    assert result(text) == [[0, 1], [2, 3], [4, 5]]


def test_subclass_of_a_loader_is_one_too(result):
    text = """
        import torch.utils.data
        class Loader(torch.utils.data.DataLoader):
            def __init__(self, data):
                super().__init__(data, batch_size=3, num_workers=4)
        def f(x):
            return [batch.tolist() for batch in Loader([1, 2, 3])]
        """
    assert result(text) == [[1, 2, 3]]


def test_loader_says_itself_what_is_wrong_with_its_arguments(result):
    with pytest.raises(StudentError, match="got an unexpected keyword argument 'workers'"):
        result("import torch.utils.data as d\ndef f(x): return d.DataLoader([1], workers=2)")


@pytest.mark.parametrize(
    "compiled",
    [
        "torch.compile(layer)(x)",
        "torch.compile(layer, mode='max-autotune')(x)",
        "torch.compile(lambda x: layer(x))(x)",
        "torch.compile(fullgraph=True)(lambda x: layer(x))(x)",
        "(layer.compile(), layer(x))[1]",
    ],
)
def test_what_is_compiled_gives_the_same_values(result, compiled):
    text = f"""
        import torch
        layer = torch.nn.Linear(3, 2)
        def f(x):
            x = torch.ones(1, 3)
            return bool(torch.equal({compiled}, layer(x)))
        """
    assert result(text) is True


def test_examiners_own_torch_is_left_alone():
    assert torch.compile.__module__ == "torch"
