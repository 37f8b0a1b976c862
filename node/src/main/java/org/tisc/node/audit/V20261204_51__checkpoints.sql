-- What members told of their audit logs, this node of its own included: the newest of each, and of
-- older ones the first of each day.
CREATE TABLE audit_checkpoint (
  network      TEXT    NOT NULL,
  origin       TEXT    NOT NULL,
  epoch        INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,
  revision     INTEGER NOT NULL,
  size         INTEGER NOT NULL,
  head         TEXT    NOT NULL,
  at           TEXT    NOT NULL,
  stored_at    TEXT    NOT NULL,
  first_of_day INTEGER NOT NULL,
  PRIMARY KEY (network, origin, epoch, sequence)
);
CREATE INDEX audit_checkpoint_by_size ON audit_checkpoint (network, origin, size);

-- Where a log does not agree with what was told of it before.
CREATE TABLE audit_contradiction (
  network       TEXT    NOT NULL,
  origin        TEXT    NOT NULL,
  finding       TEXT    NOT NULL,
  kept_epoch    INTEGER NOT NULL,
  kept_sequence INTEGER NOT NULL,
  kept_size     INTEGER NOT NULL,
  kept_head     TEXT    NOT NULL,
  told_size     INTEGER NOT NULL,
  told_head     TEXT    NOT NULL,
  found_at      TEXT    NOT NULL,
  recorded      INTEGER NOT NULL,
  PRIMARY KEY (network, origin, finding, kept_epoch, kept_sequence)
);
