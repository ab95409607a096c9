-- Updates and deletes are remembered by their dedup keys alone, in a sorted set of all of the owner's
-- conversations, by the time of the change.

local function remember_change(changes, key, now, retention)
  write('ZADD', changes, now, key)
  write('ZREMRANGEBYSCORE', changes, '-inf', now - retention)
  write('PEXPIRE', changes, retention)
end
