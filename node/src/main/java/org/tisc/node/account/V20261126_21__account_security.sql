-- One-time codes are stored as SHA-256 in hexadecimal; an empty password is no password's hash.
ALTER TABLE accounts ADD COLUMN code TEXT;
ALTER TABLE accounts ADD COLUMN code_expires TEXT;
-- The second factor: its secret (Base32), one that is offered but not yet confirmed, and the last
-- time step whose code was taken.
ALTER TABLE accounts ADD COLUMN totp TEXT;
ALTER TABLE accounts ADD COLUMN totp_offer TEXT;
ALTER TABLE accounts ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;
CREATE TABLE account_recovery (
  account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
  code    TEXT NOT NULL,
  PRIMARY KEY (account, code)
);
-- Permissions that a token is narrowed to; empty for all that its roles hold.
ALTER TABLE account_tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
-- Tokens from before ended never; now each has its time.
UPDATE account_tokens
  SET expires = strftime('%Y-%m-%dT%H:%M:%S.000000000Z', 'now', '+90 days')
  WHERE expires IS NULL;
-- Sessions from before do not say how far their owner has come, so they end.
DELETE FROM account_sessions;
ALTER TABLE account_sessions ADD COLUMN stage TEXT NOT NULL DEFAULT 'FULL';
ALTER TABLE account_sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE account_sessions ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
-- Holds one row from the first account on, for ever.
CREATE TABLE account_setup (
  one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  done TEXT    NOT NULL
);
INSERT INTO account_setup (one, done) SELECT 1, created FROM accounts ORDER BY created LIMIT 1;
