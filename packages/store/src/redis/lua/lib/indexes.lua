-- Whether nothing is left of a conversation; of two keys at once, as in lib/conversation.lua.
local function gone(conversation, messages)
  return call('EXISTS', conversation, messages) == 0
end

-- Takes a conversation out of every index.
local function drop(id, indexes, external)
  for _, index in ipairs(indexes) do call('ZREM', index, id) end
  local name = call('HGET', external, 'i' .. id)
  if not name then return end
  call('HDEL', external, 'i' .. id)
  if call('HGET', external, 'e' .. name) == id then call('HDEL', external, 'e' .. name) end
end
