-- What a feed takes: headers, signatures, salts and bodies. Kept by whoever inserts; by triggers where bodies come and go later.
ALTER TABLE feeds ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;

UPDATE feeds SET bytes = (
  SELECT coalesce(sum(length(header) + length(signature) + coalesce(length(salt), 0) + coalesce(length(body), 0)), 0)
  FROM feed_entries WHERE feed = feeds.id);

CREATE TRIGGER feed_bodies AFTER UPDATE OF body ON feed_entries
  WHEN (old.body IS NULL) <> (new.body IS NULL)
BEGIN
  UPDATE feeds SET bytes = bytes
    + coalesce(length(new.salt), 0) + coalesce(length(new.body), 0)
    - coalesce(length(old.salt), 0) - coalesce(length(old.body), 0)
  WHERE id = new.feed;
END;
