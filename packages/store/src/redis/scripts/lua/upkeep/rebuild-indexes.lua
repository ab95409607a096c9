-- Repairs a part of an owner's indexes, after one was evicted, deleted or damaged. The conversations'
-- records say what belongs where. An unreadable conversation stays in one status index, so that the
-- indexes agree and are not repaired again; lists skip it.
-- KEYS  1 all conversations
--       2 active
--       3 completed
--       4 archived
--       5 external ids
-- ARGV  1 key prefix of conversations
--       2 key suffix of messages
--       3 ttl in ms
--       4 which of KEYS to iterate
--       5 rank to begin at
--       6 number of ids to look at
-- Replies  {'rebuilt', entries that were added, moved or removed, next rank, or -1 at the end}

local all, active, completed, archived, external = unpack(KEYS)
local indexes = { all, active, completed, archived }
local by_status = { active = active, completed = completed, archived = archived }
local prefix, suffix, usual_ttl, which, rank, size = unpack(ARGV)
local iterated = indexes[tonumber(which)]

-- The status of an unreadable conversation: the index that lists it.
local function listed_status(id)
  for status, index in pairs(by_status) do
    if call('ZSCORE', index, id) then return status end
  end
  return 'archived'
end

local now, last, repairs, moved = clock(), 0, 0, 0
local members = call('ZRANGE', iterated, rank, rank + size - 1, 'WITHSCORES')
for i = 1, #members, 2 do
  local id, score = members[i], members[i + 1]
  local record = read_any('HGET', prefix .. id, 'record')
  local c = record and decode(record)
  if c then last = math.max(last, c.renew_after + c.ttl) end
  if not c and is_missing(prefix .. id, prefix .. id .. suffix) then
    remove_from_indexes(id, indexes, external)
    repairs, moved = repairs + 1, moved + 1
  else
    local status = c and c.status or listed_status(id)
    local right = c and c.updated or score
    for _, index in ipairs(indexes) do
      local has = call('ZSCORE', index, id)
      local wants = (index == all or index == by_status[status]) and right
      if wants and has ~= wants then write('ZADD', index, wants, id) end
      if has and not wants then write('ZREM', index, id) end
      if has ~= wants then
        repairs = repairs + 1
        if index == iterated then moved = moved + 1 end
      end
    end
  end
end
extend_expiry(math.max(last, now + usual_ttl), now, 0, 5)
local next_rank = #members < 2 * size and -1 or rank + size - moved
return commit({ 'rebuilt', repairs, next_rank })
