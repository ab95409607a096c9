-- Removes a conversation that is in the archive by now, if it has not changed since it was copied, and
-- remembers that it was moved: one that is not there and was not moved was deleted, or has expired.
-- KEYS  1 conversation
--       2 its messages
--       3 all conversations
--       4 active
--       5 completed
--       6 archived
--       7 external ids
--       8 pieces of the run
--       9 moved conversations
-- ARGV  1 id
--       2 revision that was copied
--       3 ms to remember it
-- Replies  {'moved'}  {'revision_conflict', current}  {'run_in_progress', ''}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, completed, archived, external, pieces, moved = unpack(KEYS)
local id, expected, keep = unpack(ARGV)

local now = clock()
local c, error_reply = find(conversation, messages, now)
if not c then return error_reply end
if c.revision ~= expected then return { 'revision_conflict', c.revision } end
if is_running(decode_run(c.run)) then return { 'run_in_progress', '' } end
call('ZCARD', moved)

write('UNLINK', conversation, messages, pieces)
remove_from_indexes(id, { all, active, completed, archived }, external)
write('ZADD', moved, now, id)
write('PEXPIRE', moved, keep)
notify('deleted', id)
return commit({ 'moved' })
