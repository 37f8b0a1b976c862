-- Searches that people saved. What a search has seen is kept as a hash of each key and the legal
-- status that its document had; filters and further parameters are lines; due is when it is looked through again by itself.
CREATE TABLE saved_search (
  id         TEXT    NOT NULL PRIMARY KEY,
  owner      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  query      TEXT    NOT NULL,
  dialect    TEXT    NOT NULL,
  scope      TEXT    NOT NULL,
  kinds      TEXT    NOT NULL,
  collections TEXT   NOT NULL,
  filters    TEXT    NOT NULL,
  further    TEXT    NOT NULL,
  language   TEXT    NOT NULL,
  shared     INTEGER NOT NULL CHECK (shared IN (0, 1)),
  every      TEXT    NOT NULL,
  due        TEXT,
  created    TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  looked     TEXT,
  found      INTEGER NOT NULL DEFAULT 0,
  exact      INTEGER NOT NULL DEFAULT 0,
  more       INTEGER NOT NULL DEFAULT 0,
  missing    TEXT    NOT NULL DEFAULT '',
  failure    TEXT,
  UNIQUE (owner, name)
);
CREATE INDEX saved_search_by_due ON saved_search (due);
CREATE INDEX saved_search_shared ON saved_search (shared);

CREATE TABLE saved_search_seen (
  search   TEXT    NOT NULL REFERENCES saved_search (id) ON DELETE CASCADE,
  document INTEGER NOT NULL,
  status   TEXT    NOT NULL,
  at       TEXT    NOT NULL,
  PRIMARY KEY (search, document)
) WITHOUT ROWID;

-- What looks found and nobody has read yet.
CREATE TABLE saved_search_news (
  search  TEXT NOT NULL REFERENCES saved_search (id) ON DELETE CASCADE,
  key     TEXT NOT NULL,
  what    TEXT NOT NULL,
  kind    TEXT NOT NULL,
  title   TEXT NOT NULL,
  holder  TEXT NOT NULL,
  status  TEXT NOT NULL,
  before  TEXT NOT NULL,
  at      TEXT NOT NULL,
  PRIMARY KEY (search, key)
);
