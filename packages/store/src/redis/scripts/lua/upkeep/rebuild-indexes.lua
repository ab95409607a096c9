-- Makes a part of an owner's indexes agree again, after one of them was evicted, deleted or damaged.
-- The conversations' own records say what belongs where. One that cannot be read stays in one index of
-- a status, so that the indexes agree and nobody repairs it again; lists pass it over.
-- KEYS  1 all conversations  2 active  3 completed  4 archived  5 external ids
-- ARGV  1 prefix of conversation keys  2 suffix of messages  3 ttl in ms
--       4 which of KEYS to walk  5 rank to begin at  6 how many
-- Replies  {'rebuilt', entries that were added, moved or removed, next rank, or -1 at the end}

local all, active, completed, archived, external = unpack(KEYS)
local indexes = { all, active, completed, archived }
local by_status = { active = active, completed = completed, archived = archived }
local prefix, suffix, usual_ttl, which, rank, size = unpack(ARGV)
local walked = indexes[tonumber(which)]

-- The status of a conversation that cannot be read is the one that it is listed under.
local function listed_status(id)
  for status, index in pairs(by_status) do
    if call('ZSCORE', index, id) then return status end
  end
  return 'archived'
end

local now, last, repairs, moved = clock(), 0, 0, 0
local members = call('ZRANGE', walked, rank, rank + size - 1, 'WITHSCORES')
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
        if index == walked then moved = moved + 1 end
      end
    end
  end
end
extend_expiry(math.max(last, now + usual_ttl), now, 0, 5)
local next_rank = #members < 2 * size and -1 or rank + size - moved
return commit({ 'rebuilt', repairs, next_rank })
