-- Counts expired conversations in a part of the index, so that they do not count against the cap, and
-- prunes the ids of those that are gone.
-- KEYS  1 all conversations
--       2 active
--       3 completed
--       4 archived
--       5 external ids
-- ARGV  1 key prefix of conversations
--       2 key suffix of messages
--       3 rank to begin at
--       4 number of ids to look at
-- Replies  {'counted', expired, removed, next rank, or -1 at the end}

local all, active, completed, archived, external = unpack(KEYS)
local prefix, suffix, rank, size = unpack(ARGV)
local now, expired, removed = clock(), 0, 0
local ids = call('ZRANGE', all, rank, rank + size - 1)
for _, id in ipairs(ids) do
  local record = read_any('HGET', prefix .. id, 'record')
  if has_expired(record, now) then expired = expired + 1 end
  if not record and is_missing(prefix .. id, prefix .. id .. suffix) then
    remove_from_indexes(id, { all, active, completed, archived }, external)
    removed = removed + 1
  end
end
return commit({ 'counted', expired, removed, #ids < tonumber(size) and -1 or rank + size - removed })
