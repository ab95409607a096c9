-- The field that says that an index of external ids is whole; the others begin with e or i.
local WHOLE = '.'

-- Takes a conversation out of every index, and returns how many of `indexes` had it. Each key is read
-- before, so that the write cannot fail.
local function remove_from_indexes(id, indexes, external)
  local count = 0
  for _, index in ipairs(indexes) do
    if read_any('ZSCORE', index, id) then
      count = count + 1
      write('ZREM', index, id)
    end
  end
  local name = read_any('HGET', external, 'i' .. id)
  if not name then return count end
  write('HDEL', external, 'i' .. id)
  if call('HGET', external, 'e' .. name) == id then write('HDEL', external, 'e' .. name) end
  return count
end

-- Leads from an external id to its conversation. Returns 'whole', or 'partial' where other conversations
-- may have external ids that the index lacks, because it was evicted: then the caller rebuilds it.
local function give_external_id(external, id, name, other_conversations)
  local is_whole = call('HEXISTS', external, WHOLE) == 1
  write('HSET', external, 'e' .. name, id, 'i' .. id, name)
  if is_whole or other_conversations > 0 then return is_whole and 'whole' or 'partial' end
  write('HSET', external, WHOLE, '')
  return 'whole'
end
