-- A gradebook, version 2: everything that was handed in, and every grading of it. Times are ISO 8601 in UTC.
-- An older file is brought up by migrations/, one after the other.

CREATE TABLE students (
    id        INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,   -- what a class knows them by
    anonymous TEXT NOT NULL UNIQUE,   -- what says nothing of them
    name      TEXT NOT NULL,
    email     TEXT NOT NULL,
    login     TEXT NOT NULL,
    sis_id    TEXT NOT NULL,
    canvas_id TEXT NOT NULL,
    moodle_id TEXT NOT NULL,
    github    TEXT NOT NULL DEFAULT ''
);

CREATE TABLE assignments (
    name    TEXT PRIMARY KEY,
    title   TEXT NOT NULL,
    options TEXT NOT NULL,            -- JSON: where its policy differs from assignment.toml
    policy  TEXT NOT NULL             -- JSON: the one in force, both together
);

CREATE TABLE runs (                   -- of `grade batch`
    id          INTEGER PRIMARY KEY,
    assignment  TEXT NOT NULL,
    "by"        TEXT NOT NULL,
    folder      TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    finished_at TEXT                  -- NULL while it runs, or where it was ended before
);

CREATE TABLE submissions (
    id         INTEGER PRIMARY KEY,
    assignment TEXT NOT NULL,
    student    INTEGER NOT NULL REFERENCES students,
    sha256     TEXT NOT NULL,         -- of what is graded of it: a file, and the modules beside it
    file       TEXT NOT NULL,         -- its name
    text       TEXT NOT NULL,         -- its statements; '' until it was graded
    handed_in  TEXT,                  -- when; NULL where nobody knows
    late       INTEGER,               -- what the platform says; NULL where it says nothing
    run        INTEGER NOT NULL REFERENCES runs,  -- the last one that it was handed to
    place      INTEGER NOT NULL,      -- among the student's attempts in that run
    UNIQUE (assignment, student, sha256)
);

CREATE TABLE gradings (
    id               INTEGER PRIMARY KEY,
    submission       INTEGER NOT NULL REFERENCES submissions,
    run              INTEGER NOT NULL REFERENCES runs,
    current          INTEGER NOT NULL,  -- 1 for the latest one of a submission, 0 for those before
    checks           TEXT NOT NULL,     -- hashes of what it was graded by, see grader/grading/fingerprint.py
    reference        TEXT NOT NULL,
    settings         TEXT NOT NULL,
    grader           TEXT NOT NULL,
    hints            TEXT NOT NULL,
    version          TEXT NOT NULL,     -- of gradekit
    score            REAL,              -- NULL where it could not be graded
    max_score        REAL,
    tier             TEXT,
    device           TEXT,
    report           TEXT,              -- JSON
    fault            TEXT NOT NULL,     -- why it could not be graded; ''
    started_at       TEXT NOT NULL,
    finished_at      TEXT NOT NULL,
    wall_s           REAL NOT NULL,
    examiner_cpu_s   REAL NOT NULL,
    submission_cpu_s REAL NOT NULL,
    sha256           TEXT NOT NULL      -- of all that a result depends on in this row: what does not fit is not believed
);

CREATE UNIQUE INDEX one_current ON gradings (submission) WHERE current;
CREATE INDEX gradings_of_run ON gradings (run);

CREATE TABLE adjustments (
    id         INTEGER PRIMARY KEY,
    assignment TEXT NOT NULL,
    student    INTEGER NOT NULL REFERENCES students,
    points     REAL NOT NULL,
    reason     TEXT NOT NULL,
    "by"       TEXT NOT NULL,
    made_at    TEXT NOT NULL
);
