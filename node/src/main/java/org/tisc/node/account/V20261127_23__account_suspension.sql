-- What a restored backup brought back waits until somebody confirms it: an account is disabled for
-- that reason alone, a token is worth nothing.
ALTER TABLE accounts ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1));
ALTER TABLE account_tokens ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0
  CHECK (suspended IN (0, 1));
