-- Forgets a move that has ended: with its copy as the conversation's only one, or without a copy.
-- KEYS  1 moves
-- ARGV  1 id
--       2 token of the copy
-- Replies  {'forgotten'}

local moves = KEYS[1]
local id, token = unpack(ARGV)

local state = call('HGET', moves, id)
if state and string.match(state, ' (%w+)$') == token then write('HDEL', moves, id) end
return commit({ 'forgotten' })
