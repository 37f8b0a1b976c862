-- Files that were taken to be evidence, until an alert that names them goes out.
CREATE TABLE alert_upload (
  sha256 TEXT PRIMARY KEY,
  at     TEXT NOT NULL
);
CREATE INDEX alert_upload_by_time ON alert_upload (at);
