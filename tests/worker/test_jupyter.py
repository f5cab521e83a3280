"""What Jupyter gives each cell is there, and does nothing."""

import pytest

from grader.worker import jupyter


@pytest.mark.parametrize(
    "code",
    [
        "display(1, 2, display_id=True)",
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "get_ipython().system('ls')",
        "get_ipython().events.register('post_execute', print)",
        "assert get_ipython().getoutput('ls') == []",
        "assert 'google.colab' not in str(get_ipython())",
        "import IPython\nIPython.display.clear_output()",
        "from IPython.display import HTML, Image, clear_output, display\ndisplay(HTML('x'))",
        "import IPython.display as ipd\nipd.Audio([1], rate=2)",
        "from IPython import get_ipython\nfrom IPython.core.display import SVG",
        "from IPython.core.interactiveshell import InteractiveShell",
        "from IPython.utils import io\nwith io.capture_output():\n    pass",
        "import copy\ncopy.copy(get_ipython())",
    ],
)
def test_what_a_notebook_shows_is_not_shown(in_child, code):
    def run():
        jupyter.install()
        exec(code, {})
        return "ran"

    assert in_child(run) == "ran"
