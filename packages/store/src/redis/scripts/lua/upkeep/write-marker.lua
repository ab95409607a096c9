-- Writes something, so that a WAIT behind it waits for everything that this server had until now.
-- Redis 8 and Valkey 8 hold WAIT to the last write of its own connection: behind a repeat, which
-- writes nothing, they would answer for replicas that lack what was repeated.
-- KEYS  1 a hash, there or not; it is left as it was, unless it has another type: then it is removed
-- Replies  {'written'}

-- First the one of these commands that a full server takes: what deletes must work there.
if read_any('HDEL', KEYS[1], '') == nil then call('UNLINK', KEYS[1]) end
call('HSET', KEYS[1], '', '')
call('HDEL', KEYS[1], '')
return { 'written' }
