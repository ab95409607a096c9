-- Removes a conversation and everything that belongs to it. Damaged ones are removed too, unless a
-- revision is expected.
-- KEYS  1 conversation
--       2 its messages
--       3 all conversations
--       4 active
--       5 completed
--       6 archived
--       7 external ids
--       8 changes
--       9 deletions
--       10 pieces of the run
-- ARGV  1 id
--       2 dedup key
--       3 expected revision, or ''
--       4 dedup window in ms
--       5 ms to keep the deletion for watchers
-- Replies  {'deleted'}  {'revision_conflict', current}  {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, completed, archived, external, changes, deletions, pieces =
  unpack(KEYS)
local id, key, expected, retention, deletion_retention = unpack(ARGV)

if call('ZSCORE', changes, key) then return { 'deleted' } end
local now = clock()
local record = read_any('HGET', conversation, 'record')
local is_there = not is_missing(conversation, messages)
if expected ~= '' and is_there and not has_expired(record, now) then
  local c = record and decode(record)
  if not c then return unreadable(record, conversation, messages) end
  if c.revision ~= expected then return { 'revision_conflict', c.revision } end
end

-- UNLINK comes first: a server out of memory rejects commands that grow, and this makes room.
if is_there then write('UNLINK', conversation, messages, pieces) end
remove_from_indexes(id, { all, active, completed, archived }, external)
if not is_there or has_expired(record, now) then return commit({ 'not_found' }) end

remember_change(changes, key, now, retention)
call('ZCARD', deletions)
write('ZADD', deletions, now, id)
write('ZREMRANGEBYSCORE', deletions, '-inf', now - deletion_retention)
write('PEXPIRE', deletions, deletion_retention)
notify('deleted', id)
return commit({ 'deleted' })
