-- Reads what changed in an owner's list since a time, oldest first. Does not count as an access.
-- KEYS  1 all conversations
--       2 deletions
--       3 external ids
-- ARGV  1 time in ms; includes changes at this very time
--       2 key prefix of conversations
--       3 max conversations
--       4 bytes that there is room for, or '' for any number of them
-- Replies  {'changes', time now, how many conversations are listed, how many were deleted,
--          deleted id, time, ..., id, record, ...}  {'too_large', its bytes}

local all, deletions, external = unpack(KEYS)
local since, prefix, limit = unpack(ARGV)

assert_on_master(external)
local deleted = call('ZRANGEBYSCORE', deletions, since, '+inf', 'WITHSCORES')
local reply = { 'changes', clock(), call('ZCARD', all), #deleted / 2 }
for _, value in ipairs(deleted) do reply[#reply + 1] = value end
for _, id in ipairs(call('ZRANGEBYSCORE', all, since, '+inf', 'LIMIT', 0, limit)) do
  local record = read_any('HGET', prefix .. id, 'record')
  if record then reply[#reply + 1], reply[#reply + 2] = id, record end
end
return within(ARGV[4], reply)
