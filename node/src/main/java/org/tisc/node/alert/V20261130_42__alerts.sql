-- One card for each alert, made from the entries of feeds: how it stands by its newest revision.
CREATE TABLE alert (
  network          TEXT    NOT NULL,
  origin           TEXT    NOT NULL,
  alert_id         TEXT    NOT NULL,
  revision         INTEGER NOT NULL,
  content_revision INTEGER NOT NULL,
  message          TEXT    NOT NULL,
  first_sent       TEXT    NOT NULL,
  sent             TEXT    NOT NULL,
  expires          TEXT    NOT NULL,
  severity         TEXT    NOT NULL,
  urgency          TEXT    NOT NULL,
  status           TEXT    NOT NULL,
  tlp              TEXT    NOT NULL,
  event_type       TEXT,
  headline         TEXT    NOT NULL,
  words            TEXT    NOT NULL,
  fact             TEXT,
  PRIMARY KEY (network, origin, alert_id)
);
CREATE INDEX alert_by_id ON alert (alert_id);
CREATE INDEX alert_by_time ON alert (sent, alert_id);
CREATE INDEX alert_by_fact ON alert (fact);

-- Every revision that came, in whatever order.
CREATE TABLE alert_revision (
  network   TEXT    NOT NULL,
  origin    TEXT    NOT NULL,
  alert_id  TEXT    NOT NULL,
  revision  INTEGER NOT NULL,
  message   TEXT    NOT NULL,
  reason    TEXT,
  sent      TEXT    NOT NULL,
  stored_at TEXT    NOT NULL,
  expires   TEXT    NOT NULL,
  content   TEXT    NOT NULL,
  PRIMARY KEY (network, origin, alert_id, revision)
);

-- The entries that carry the own revisions: one in the network's feed, or one for each reader.
CREATE TABLE alert_entry (
  network  TEXT    NOT NULL,
  alert_id TEXT    NOT NULL,
  revision INTEGER NOT NULL,
  audience TEXT    NOT NULL,
  epoch    INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  hash     BLOB    NOT NULL,
  PRIMARY KEY (network, alert_id, revision, audience)
);

-- What readers answered to own alerts.
CREATE TABLE alert_receipt (
  network  TEXT    NOT NULL,
  alert_id TEXT    NOT NULL,
  peer     TEXT    NOT NULL,
  revision INTEGER NOT NULL,
  state    TEXT    NOT NULL,
  reason   TEXT,
  at       TEXT    NOT NULL,
  PRIMARY KEY (network, alert_id, peer, revision)
);

-- What this node answered to alerts of others, by its own entries.
CREATE TABLE alert_answer (
  network        TEXT    NOT NULL,
  origin         TEXT    NOT NULL,
  alert_id       TEXT    NOT NULL,
  receipt        INTEGER NOT NULL,
  shown_revision INTEGER NOT NULL,
  revision       INTEGER NOT NULL,
  state          TEXT    NOT NULL,
  reason         TEXT,
  at             TEXT    NOT NULL,
  actor          TEXT,
  PRIMARY KEY (network, origin, alert_id)
);

-- This node's alone: what is being written, who answers right now, what is out of sight.
CREATE TABLE alert_draft (
  alert_id  TEXT    PRIMARY KEY,
  network   TEXT    NOT NULL,
  revision  INTEGER NOT NULL,
  message   TEXT    NOT NULL,
  reason    TEXT,
  content   TEXT    NOT NULL,
  state     TEXT    NOT NULL,
  version   INTEGER NOT NULL,
  authors   TEXT    NOT NULL,
  reviewer  TEXT,
  returned  TEXT,
  minutes   INTEGER,
  changed   TEXT    NOT NULL
);
CREATE TABLE alert_act (
  network  TEXT    NOT NULL,
  alert_id TEXT    NOT NULL,
  receipt  INTEGER NOT NULL,
  actor    TEXT    NOT NULL,
  minutes  INTEGER,
  PRIMARY KEY (network, alert_id, receipt)
);
CREATE TABLE alert_hidden (
  network  TEXT    NOT NULL,
  origin   TEXT    NOT NULL,
  alert_id TEXT    NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (network, origin, alert_id)
);
