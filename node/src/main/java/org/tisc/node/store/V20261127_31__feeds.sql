CREATE TABLE feeds (
  id            INTEGER PRIMARY KEY,
  network       TEXT    NOT NULL,
  origin        TEXT    NOT NULL,
  audience      TEXT    NOT NULL,
  head_epoch    INTEGER NOT NULL DEFAULT 0,
  head_sequence INTEGER NOT NULL DEFAULT 0,
  head_hash     BLOB    NOT NULL DEFAULT x'',
  entries       INTEGER NOT NULL DEFAULT 0,
  frozen        INTEGER REFERENCES feed_forks (id),
  UNIQUE (network, origin, audience)
);

CREATE TABLE feed_forks (
  id               INTEGER PRIMARY KEY,
  feed             INTEGER NOT NULL REFERENCES feeds (id),
  epoch            INTEGER NOT NULL,
  sequence         INTEGER NOT NULL,
  first_header     BLOB    NOT NULL,
  first_signature  BLOB    NOT NULL,
  second_header    BLOB    NOT NULL,
  second_signature BLOB    NOT NULL,
  known_at         TEXT    NOT NULL,
  UNIQUE (feed, epoch, sequence)
);

CREATE TABLE feed_entries (
  id        INTEGER PRIMARY KEY,
  feed      INTEGER NOT NULL REFERENCES feeds (id),
  epoch     INTEGER NOT NULL CHECK (epoch > 0),
  sequence  INTEGER NOT NULL CHECK (sequence > 0),
  hash      BLOB    NOT NULL,
  kind      TEXT    NOT NULL,
  record    TEXT    NOT NULL,
  revision  INTEGER NOT NULL,
  made_at   INTEGER NOT NULL,
  stored_at TEXT    NOT NULL,
  checked   INTEGER NOT NULL,
  effect    TEXT    NOT NULL,
  reason    TEXT,
  unwanted  INTEGER NOT NULL DEFAULT 0,
  signature BLOB    NOT NULL,
  header    BLOB    NOT NULL,
  salt      BLOB,
  body      BLOB,
  UNIQUE (feed, epoch, sequence)
);

CREATE INDEX feed_entries_by_record ON feed_entries (feed, record, revision);

CREATE INDEX feed_entries_without_effect ON feed_entries (effect, feed, epoch, sequence)
  WHERE effect <> 'APPLIED';
