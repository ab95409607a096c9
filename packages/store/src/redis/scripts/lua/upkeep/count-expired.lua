-- Counts the expired conversations among those that are listed, a part at a time, so that they do not
-- count against a cap, and removes those that are gone from the indexes.
-- KEYS  1 all conversations  2 active  3 completed  4 archived  5 external ids
-- ARGV  1 prefix of conversation keys  2 suffix of messages  3 rank to begin at  4 how many
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
