"""Raises and prints HTML, Markdown, table rows, mentions, pictures from elsewhere and formulas, for whoever shows a report.

deserves: 0
"""

TEXT = (
    "</pre></td></details><script>alert(1)</script><img src=x onerror=alert(1)>"
    "\n| test_shift | 60/60 |\n![x](http://example.org/x.png) [x](javascript:alert(1)) @everyone"
    "\n```\n# PASSED\n~~~\n<!-- \n$$\\href{javascript:alert(1)}{x}$$ {{7*7}} {% raw %} ${jndi:ldap://x}"
    '\n=HYPERLINK("http://example.org")\n+1+1\n-1\n@SUM(1)\n" onmouseover="alert(1)'
)


def double(x):
    print(TEXT)
    raise type("<b>E|`*_", (Exception,), {})(TEXT)


def shift(x):
    return type("<script>|`", (), {})()
