"""Bubblewrap's command: what the jail contains, and what to do where no jail can be made."""

import os

import pytest

from grader.sandbox import bubblewrap


def words_after(command, option):
    return [command[place + 1] for place, word in enumerate(command) if word == option]


@pytest.fixture
def as_user(monkeypatch):
    def become(user):
        monkeypatch.setattr(os, "geteuid", lambda: user)

    return become


@pytest.mark.parametrize(("tier", "kept"), [("A", []), ("B", ["CAP_SYS_ADMIN"])])
def test_an_ordinary_user_needs_a_user_namespace(as_user, tier, kept):
    as_user(1000)
    command = bubblewrap.command(tier, ["/usr/lib"])
    assert "--unshare-user" in command
    assert words_after(command, "--cap-drop") == ["ALL"]
    assert words_after(command, "--cap-add") == kept


@pytest.mark.parametrize("tier", ["A", "B"])
def test_root_keeps_the_capabilities_to_become_another_user(as_user, tier):
    as_user(0)
    command = bubblewrap.command(tier, ["/usr/lib"])
    assert "--unshare-user" not in command  # in one, no other user would exist
    assert {"CAP_SETUID", "CAP_SETGID"} <= set(words_after(command, "--cap-add"))


@pytest.mark.parametrize("kind", ["pid", "net", "ipc", "uts"])
def test_each_kind_of_namespace_is_new(kind):
    assert f"--unshare-{kind}" in bubblewrap.command("A", [])


def test_folders_are_bound_read_only_within_folders_made_for_them(tmp_path):
    for name in ("one/lib", "two/lib/python"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "lib").symlink_to("one/lib")
    (tmp_path / "far").symlink_to(tmp_path / "one/lib")
    readable = [
        str(tmp_path / name) for name in ("two/lib/python", "two/lib", "one/lib", "lib", "far")
    ]
    command = bubblewrap.command("A", readable)
    bound = [path for path in words_after(command, "--ro-bind") if path.startswith(str(tmp_path))]
    assert bound == [str(tmp_path / name) for name in ("far", "one/lib", "two/lib")]
    assert str(tmp_path / "two") in words_after(command, "--dir")
    assert words_after(command, "--symlink") == ["one/lib"]
    assert "--bind" not in command


def test_of_a_partial_folder_only_the_named_entries_are_bound(tmp_path):
    lib = tmp_path / "lib"
    packages = lib / "site-packages"
    for name in ("numpy", "secret", "grader/wire"):
        (packages / name).mkdir(parents=True)
    partial = {str(packages): ["numpy", "grader/wire"]}
    command = bubblewrap.command("A", [str(lib)], (), partial)
    place = command.index(str(lib), command.index("--ro-bind"))
    assert command[place + 1 :] == [
        str(lib),
        *("--perms", "0755", "--tmpfs", str(packages)),
        *("--perms", "0755", "--dir", str(packages / "grader")),
        *("--ro-bind", str(packages / "numpy"), str(packages / "numpy")),
        *("--ro-bind", str(packages / "grader/wire"), str(packages / "grader/wire")),
        *("--remount-ro", str(packages)),
        *("--chdir", "/", "--"),
    ]


def test_no_device_is_bound_beyond_those_of_every_jail_unless_it_is_named():
    assert "--dev-bind-try" not in bubblewrap.command("A", [])
    assert words_after(bubblewrap.command("A", [], ["/dev/nvidia0"]), "--dev-bind-try") == [
        "/dev/nvidia0"
    ]


@pytest.mark.parametrize(
    ("file", "value", "words"),
    [
        ("/proc/sys/kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("/proc/sys/user/max_user_namespaces", "0", "user.max_user_namespaces"),
        ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "Ubuntu 24.04"),
        ("/proc/nothing", "", "--security-opt"),
    ],
)
def test_the_advice_fits_the_kernels_settings(monkeypatch, as_user, file, value, words):
    as_user(1000)
    monkeypatch.setattr(bubblewrap, "_content", lambda name: value if name == file else "")
    assert words in bubblewrap.advice()


def test_a_setting_that_cannot_be_read_is_empty():
    assert bubblewrap._content("/proc/no/such/setting") == ""


def test_where_it_is_not_installed_the_hint_says_how_to_install_it(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert bubblewrap.path() is None
    assert "apt install bubblewrap" in bubblewrap.missing()[1]
