-- When somebody last signed in to the browser with this account; empty for never since this was kept.
ALTER TABLE accounts ADD COLUMN signed_in TEXT;
