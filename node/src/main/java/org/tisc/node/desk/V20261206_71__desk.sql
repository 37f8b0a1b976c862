-- What each person keeps and chooses around a search. An owner is the name of an account, or of the
-- local administrator, who has none; what an account kept goes in the unit that removes it.
CREATE TABLE desk_columns (
  owner   TEXT NOT NULL PRIMARY KEY,
  layout  TEXT NOT NULL,
  columns TEXT NOT NULL
);

CREATE TABLE basket (
  id      TEXT NOT NULL PRIMARY KEY,
  owner   TEXT NOT NULL,
  name    TEXT NOT NULL,
  created TEXT NOT NULL,
  UNIQUE (owner, name)
);

-- Documents as they were seen; scope and query say where and by what. Tags are lines.
CREATE TABLE basket_document (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  basket TEXT NOT NULL REFERENCES basket (id) ON DELETE CASCADE,
  key    TEXT NOT NULL,
  kind   TEXT NOT NULL,
  title  TEXT NOT NULL,
  holder TEXT NOT NULL,
  scope  TEXT NOT NULL,
  query  TEXT NOT NULL,
  added  TEXT NOT NULL,
  note   TEXT NOT NULL DEFAULT '',
  tags   TEXT NOT NULL DEFAULT '',
  UNIQUE (basket, key)
);
