-- Finds the entries of an index whose conversations are not there. Nothing is changed.
-- KEYS  1 an index
-- ARGV  1 prefix of conversation keys
--       2 suffix of messages
--       3 rank to begin at
--       4 how many
-- Replies  {'entries', time now, next rank, or -1 at the end, id, score, ...}
-- The conversations' keys come from the index: they share its slot.

local index = KEYS[1]
local prefix, suffix, rank, size = unpack(ARGV)

local members = read_any('ZREVRANGE', index, rank, rank + size - 1, 'WITHSCORES') or {}
local reply = { 'entries', clock(), #members < 2 * size and -1 or rank + size }
for i = 1, #members, 2 do
  if is_missing(prefix .. members[i], prefix .. members[i] .. suffix) then
    reply[#reply + 1], reply[#reply + 2] = members[i], members[i + 1]
  end
end
return reply
