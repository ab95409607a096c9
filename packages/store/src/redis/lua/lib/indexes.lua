-- Takes a conversation out of every index.
local function drop(id, indexes, external)
  for _, index in ipairs(indexes) do call('ZREM', index, id) end
  local name = call('HGET', external, 'i' .. id)
  if not name then return end
  call('HDEL', external, 'i' .. id)
  if call('HGET', external, 'e' .. name) == id then call('HDEL', external, 'e' .. name) end
end

-- The same, and what may be left of the conversation.
local function remove(id, conversation, messages, indexes, external)
  drop(id, indexes, external)
  call('UNLINK', conversation, messages)
end
