"""How GitHub's runner reads what a step prints, as its source has it.

https://github.com/actions/runner: src/Runner.Common/ActionCommand.cs,
src/Runner.Worker/ActionCommandManager.cs
"""

NAMES = {
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
}
_IN_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_IN_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_IN_OLD = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))


class Runner:
    """Which commands the runner finds, and what it shows as it is.

    Lines end here at more characters than they do there, so that no command is overlooked.

    Attributes:
        commands: (name, properties, data) each.
        shown: all other lines.
    """

    def __init__(self, printed):
        self.commands, self.shown, self._stopped_until = [], [], ""
        for line in printed.splitlines():
            self._read(line)

    def _read(self, line):
        names = NAMES | ({self._stopped_until} if self._stopped_until else set())
        found = _command(line, names) or _old_command(line, names)
        if found and self._stopped_until == found[0]:
            self._stopped_until = ""
        elif not found or self._stopped_until:
            self.shown.append(line)
        elif found[0] == "stop-commands":
            self._stopped_until = found[2].lower()
        else:
            self.commands.append(found)


def _command(line, names):
    """Read ``::name key=value,key=value::data``; only white space may stand before it."""
    line = line.lstrip()
    head, separator, data = line[2:].partition("::")
    if not (line.startswith("::") and separator):
        return None
    return _parsed(head, data, names, ",", _IN_PROPERTY, _IN_DATA)


def _old_command(line, names):
    """Read ``##[name key=value;key=value]data``, which may stand anywhere in a line."""
    _, prefix, rest = line.partition("##[")
    head, bracket, data = rest.partition("]")
    return _parsed(head, data, names, ";", _IN_OLD, _IN_OLD) if prefix and bracket else None


def _parsed(head, data, names, separator, in_property, in_data):
    name, _, properties = head.partition(" ")
    if name.lower() not in names:
        return None
    pairs = [pair.split("=", 1) for pair in properties.strip().split(separator) if "=" in pair]
    return (
        name.lower(),
        {key: _plain(value, in_property) for key, value in pairs},
        _plain(data, in_data),
    )


def _plain(text, escapes):
    for code, char in escapes:
        text = text.replace(code, char)
    return text
