-- GitHub's user name is an id of its own kind: a login of the school may be the same text, and somebody else's.

ALTER TABLE students ADD COLUMN github TEXT NOT NULL DEFAULT '';
