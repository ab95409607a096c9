-- What changed in an owner's list since a time, oldest first. Does not count as an access.
-- KEYS  1 all conversations
--       2 deletions
--       3 external ids
-- ARGV  1 time in ms: what was changed or deleted at it or later
--       2 prefix of conversation keys
--       3 most conversations
-- Replies  {'changes', time now, how many conversations are listed, how many were deleted,
--          deleted id, time, ..., id, record, ...}

local all, deletions, external = unpack(KEYS)
local since, prefix, limit = unpack(ARGV)

-- No field has that name: on a master nothing is written, and a replica refuses, being stale.
try_write('HDEL', external, '')
local deleted = call('ZRANGEBYSCORE', deletions, since, '+inf', 'WITHSCORES')
local reply = { 'changes', clock(), call('ZCARD', all), #deleted / 2 }
for _, value in ipairs(deleted) do reply[#reply + 1] = value end
for _, id in ipairs(call('ZRANGEBYSCORE', all, since, '+inf', 'LIMIT', 0, limit)) do
  local record = read_any('HGET', prefix .. id, 'record')
  if record then reply[#reply + 1], reply[#reply + 2] = id, record end
end
return reply
