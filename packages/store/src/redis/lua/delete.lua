-- Removes a conversation with all that belongs to it. A damaged one goes as well.
-- KEYS  1 conversation  2 its messages
--       3 all conversations  4 active  5 completed  6 archived  7 external ids  8 changes
-- ARGV  1 id  2 operation key  3 ms to remember
-- Replies  {'deleted'}  {'not_found'}

local conversation, messages, all, active, completed, archived, external, changes = unpack(KEYS)
local id, key, retention = unpack(ARGV)

if call('ZSCORE', changes, key) then return { 'deleted' } end
local now = clock()
local record = call('HGET', conversation, 'record')
drop(id, { all, active, completed, archived }, external)
if call('UNLINK', conversation, messages) == 0 then return { 'not_found' } end
if record and is_over(record, now) then return { 'not_found' } end

call('ZADD', changes, now, key)
call('ZREMRANGEBYSCORE', changes, '-inf', now - retention)
call('PEXPIRE', changes, retention)
return { 'deleted' }
