CREATE TABLE accounts (
  name     TEXT    NOT NULL PRIMARY KEY,
  password TEXT    NOT NULL,
  roles    TEXT    NOT NULL,
  created  TEXT    NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
);
-- Tokens and sessions are stored as SHA-256 of what the caller holds, in hexadecimal.
CREATE TABLE account_tokens (
  token   TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
  roles   TEXT NOT NULL,
  label   TEXT NOT NULL,
  created TEXT NOT NULL,
  expires TEXT
);
CREATE INDEX account_tokens_by_account ON account_tokens (account);
CREATE TABLE account_sessions (
  session TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
  created TEXT NOT NULL,
  used    TEXT NOT NULL
);
CREATE INDEX account_sessions_by_account ON account_sessions (account);
