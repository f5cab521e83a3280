"""A folder that a submission wrote into is emptied, whatever it contains."""

import os

from grader.worker.walls import folder


def test_files_folders_links_and_pipes_are_removed(tmp_path):
    room = tmp_path / "room"
    (room / "a/b").mkdir(parents=True)
    (room / "a/b/file").write_text("x")
    (room / "link").symlink_to(tmp_path)
    (room / "dangling").symlink_to("nowhere")
    os.mkfifo(room / "pipe")
    (tmp_path / "kept").write_text("x")
    folder.remove(room)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_folders_that_nobody_may_read_are_removed(tmp_path):
    room = tmp_path / "room"
    (room / "closed/inner").mkdir(parents=True)
    (room / "closed/inner").chmod(0)
    (room / "closed").chmod(0)
    folder.remove(room)
    assert not room.exists()


def test_a_thousand_folders_within_each_other_are_removed(tmp_path):
    room = tmp_path / "room"
    room.mkdir()
    descriptor = os.open(room, os.O_RDONLY)
    for _ in range(1200):  # deeper than a path, or Python's stack
        os.mkdir("deep", dir_fd=descriptor)
        inner = os.open("deep", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)
    folder.remove(room)
    assert not room.exists()


def test_a_folder_that_does_not_exist_is_not_an_error(tmp_path):
    folder.remove(tmp_path / "nothing")
