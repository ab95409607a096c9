-- Tells what a copy is for which a move has begun and not ended, and gives its claim up if the conversation
-- was deleted or has expired.
-- KEYS  1 conversation
--       2 its messages
--       3 moves
-- ARGV  1 id
--       2 token of the copy
--       3 look, or give_up: also drop the claim if the conversation still exists
-- Replies  {'moved'}: it is the only copy
--          {'claimed'}: the conversation is there, and a run may be at work on it
--          {'obsolete'}: it can never take the conversation's place, and may be removed
--          {'unknown'}: no word of it here, as in another Redis or one from a backup

local conversation, messages, moves = unpack(KEYS)
local id, token, step = unpack(ARGV)

local state = call('HGET', moves, id)
if not state then return { 'unknown' } end
if state == 'moved ' .. token then return { 'moved' } end
if state ~= 'claimed ' .. token then return { 'obsolete' } end
if step ~= 'give_up' and not is_missing(conversation, messages) then return { 'claimed' } end
-- A move that is late finds its claim gone. It is remembered until the copy is removed.
write('HSET', moves, id, 'obsolete ' .. token)
return commit({ 'obsolete' })
