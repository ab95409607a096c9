-- Makes an owner's indexes agree again after one of them was evicted or deleted. What is left of
-- them, and the conversations' own status, say what belongs where. Bounded by the number of
-- conversations that a user may have.
-- KEYS  1 all conversations  2 active  3 completed  4 archived  5 external ids
-- ARGV  1 prefix of conversation keys  2 suffix of messages  3 ttl in ms
-- Replies  {'rebuilt', entries that were added or removed}

local all, active, completed, archived, external = unpack(KEYS)
local indexes = { all, active, completed, archived }
local by_status = { active = active, completed = completed, archived = archived }
local prefix, suffix, usual_ttl = unpack(ARGV)

-- Everything is read before anything is written: a slot that is moving ends the script here.
local scores, statuses, last = {}, {}, 0
for _, index in ipairs(indexes) do
  local members = call('ZRANGE', index, 0, -1, 'WITHSCORES')
  for i = 1, #members, 2 do scores[members[i]] = members[i + 1] end
end
for id in pairs(scores) do
  local conversation = prefix .. id
  local fresh, status, _, _, _, _, _, ttl = decode(call('HGET', conversation, 'record'))
  statuses[id] = status or missing(conversation, conversation .. suffix)[1]
  if fresh then last = math.max(last, fresh + ttl) end
end

local repairs = 0
for id, score in pairs(scores) do
  local status = statuses[id]
  if status == 'not_found' then
    drop(id, indexes, external)
    repairs = repairs + 1
  else
    repairs = repairs + call('ZADD', all, score, id)
    for name, index in pairs(by_status) do
      if name == status then
        repairs = repairs + call('ZADD', index, score, id)
      elseif status ~= 'data_loss' then
        repairs = repairs + call('ZREM', index, id)
      end
    end
  end
end
local now = clock()
keep_until(math.max(last, now + usual_ttl), now, 0, 5)
return { 'rebuilt', repairs }
