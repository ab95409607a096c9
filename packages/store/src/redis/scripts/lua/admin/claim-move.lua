-- Allows one copy of a conversation, and no other, to take its place: see admin/move-out.lua.
-- KEYS  1 conversation
--       2 its messages
--       3 moves
-- ARGV  1 id
--       2 token of the copy that is about to be made
--       3 ms to remember it
-- Replies  {'claimed'}  {'not_found'}

local conversation, messages, moves = unpack(KEYS)
local id, token, keep = unpack(ARGV)

-- While it is not there, its state says where it is.
if is_missing(conversation, messages) then return { 'not_found' } end
local left = call('PTTL', moves)
call('HGET', moves, id)

write('HSET', moves, id, 'claimed ' .. token)
if left < tonumber(keep) then write('PEXPIRE', moves, keep) end
return commit({ 'claimed' })
