"""Web pages: one file each, with style, script and plots inside.

Nothing is fetched from anywhere.
"""

from grader.report.html.page import to_fragment, to_html

__all__ = ["to_fragment", "to_html"]
