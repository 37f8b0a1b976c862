CREATE TABLE jobs (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT    NOT NULL UNIQUE,
  kind     TEXT    NOT NULL,
  owner    TEXT    NOT NULL,
  input    TEXT    NOT NULL,
  state    TEXT    NOT NULL,
  created  TEXT    NOT NULL,
  started  TEXT,
  ended    TEXT,
  done     INTEGER NOT NULL DEFAULT 0,
  total    INTEGER,
  message  TEXT    NOT NULL DEFAULT '',
  result   TEXT,
  reason   TEXT,
  detail   TEXT
);
CREATE INDEX jobs_by_state ON jobs (state);
