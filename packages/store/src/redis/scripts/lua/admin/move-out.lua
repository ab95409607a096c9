-- Removes a conversation that is in the archive by now, if it has not changed since it was copied, and
-- remembers that it was moved: one that is not there and was not moved was deleted, or has expired.
-- Of several copies, which runs at the same time make, only the one with the claim may take its place.
-- KEYS  1 conversation
--       2 its messages
--       3 all conversations
--       4 active
--       5 completed
--       6 archived
--       7 external ids
--       8 pieces of the run
--       9 moves: id -> 'claimed <token>', 'moved <token>' or 'obsolete <token>'
-- ARGV  1 id
--       2 revision that was copied
--       3 token of the copy
--       4 ms to remember it
-- Replies  {'moved'}  {'claimed'}: by another copy  {'revision_conflict', current}
--          {'run_in_progress', ''}  {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, completed, archived, external, pieces, moves = unpack(KEYS)
local id, expected, token, keep = unpack(ARGV)

local now = clock()
local state = call('HGET', moves, id)
-- The repeat of a call whose reply was lost: `not_found` would have the only copy removed.
if state == 'moved ' .. token then return { 'moved' } end
local c, error_reply = find(conversation, messages, now)
if not c then return error_reply end
if c.revision ~= expected then return { 'revision_conflict', c.revision } end
if is_running(decode_run(c.run)) then return { 'run_in_progress', '' } end
if state ~= 'claimed ' .. token then return { 'claimed' } end

write('UNLINK', conversation, messages, pieces)
remove_from_indexes(id, { all, active, completed, archived }, external)
write('HSET', moves, id, 'moved ' .. token)
write('PEXPIRE', moves, keep)
notify('deleted', id)
return commit({ 'moved' })
