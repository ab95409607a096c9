-- Removes a conversation with all that belongs to it. A damaged one goes as well.
-- KEYS  1 conversation  2 its messages  3 its appends  4 ages of its appends
--       5 all conversations  6 active  7 completed  8 archived  9 external ids  10 changes
-- ARGV  1 id  2 operation key  3 ms to remember
-- Replies  {'deleted'}  {'not_found'}

local conversation, messages, appends, ages, all, active, completed, archived, external, changes = unpack(KEYS)
local id, key, retention = unpack(ARGV)

if call('ZSCORE', changes, key) then return { 'deleted' } end
drop(id, { all, active, completed, archived }, external)
if call('UNLINK', conversation, messages, appends, ages) == 0 then return { 'not_found' } end

local now = clock()
call('ZADD', changes, text(now), key)
call('ZREMRANGEBYSCORE', changes, '-inf', text(now - retention))
call('PEXPIREAT', changes, text(now + retention))
return { 'deleted' }
