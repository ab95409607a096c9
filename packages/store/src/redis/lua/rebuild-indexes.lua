-- Makes an owner's indexes agree again after one of them was evicted or deleted. What is left of
-- them, and the conversations' own status, say what belongs where.
-- KEYS  1 all conversations  2 active  3 completed  4 archived  5 external ids
-- ARGV  1 prefix of conversation keys  2 ttl in ms
-- Replies  {'rebuilt', conversations}

local all, active, completed, archived, external = unpack(KEYS)
local indexes = { all, active, completed, archived }
local by_status = { active = active, completed = completed, archived = archived }

call('ZUNIONSTORE', all, 4, all, active, completed, archived, 'AGGREGATE', 'MAX')
local members = call('ZRANGE', all, 0, -1, 'WITHSCORES')
for i = 1, #members, 2 do
  local id, updated_at = members[i], members[i + 1]
  local status = call('HGET', ARGV[1] .. id, 'status')
  if status then
    for name, index in pairs(by_status) do
      if name == status then call('ZADD', index, updated_at, id) else call('ZREM', index, id) end
    end
  else
    drop(id, indexes, external)
  end
end
local newest = members[#members]
if newest then expire(text(newest + ARGV[2]), 0) end
return { 'rebuilt', #members / 2 }
