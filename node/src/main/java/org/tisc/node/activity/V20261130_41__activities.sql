CREATE TABLE activity (
  number    INTEGER PRIMARY KEY AUTOINCREMENT,
  at        TEXT    NOT NULL,
  actor     TEXT    NOT NULL,
  client    TEXT    NOT NULL,
  what      TEXT    NOT NULL,
  record    TEXT    NOT NULL,
  tier      TEXT    NOT NULL,
  article   TEXT    NOT NULL,
  minutes   INTEGER,
  outcome   TEXT    NOT NULL,
  counted   INTEGER NOT NULL
);
CREATE INDEX activity_by_time ON activity (at);
CREATE TRIGGER activity_stays BEFORE UPDATE ON activity
BEGIN SELECT RAISE(ABORT, 'a line of the ledger is never changed'); END;
CREATE TRIGGER activity_is_kept BEFORE DELETE ON activity
BEGIN SELECT RAISE(ABORT, 'a line of the ledger is never removed'); END;
