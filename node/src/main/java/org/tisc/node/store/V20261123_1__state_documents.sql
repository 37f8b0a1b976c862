CREATE TABLE state_documents (
  kind     TEXT    NOT NULL,
  id       TEXT    NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  content  BLOB    NOT NULL,
  PRIMARY KEY (kind, id)
);
