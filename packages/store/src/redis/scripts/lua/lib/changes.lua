-- The dedup keys of updates and deletes are in one sorted set per owner, scored by the time of the
-- change.

local function remember_change(changes, key, now, retention)
  write('ZADD', changes, now, key)
  write('ZREMRANGEBYSCORE', changes, '-inf', now - retention)
  write('PEXPIRE', changes, retention)
end
