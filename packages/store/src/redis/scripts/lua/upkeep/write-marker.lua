-- Makes a write, so that the WAIT after it covers everything that this server has until now. Redis 8 and
-- Valkey 8 only wait for the last write of the same connection. A repeat writes nothing, so without the
-- marker WAIT could count replicas that lack the original change.
-- KEYS  1 a hash; it is left as it was, but removed if it has another type
-- Replies  {'written'}

-- HDEL comes first, because a full server accepts it: deletes must work there.
if read_any('HDEL', KEYS[1], '') == nil then call('UNLINK', KEYS[1]) end
call('HSET', KEYS[1], '', '')
call('HDEL', KEYS[1], '')
return { 'written' }
