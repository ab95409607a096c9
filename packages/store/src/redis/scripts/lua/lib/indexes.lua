-- This field exists while the index of external ids is complete. All others begin with e or i.
local WHOLE = '.'

-- Removes a conversation from every index, and returns how many of `indexes` listed it. Each key is
-- read first, so that the write cannot fail with WRONGTYPE.
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

-- Maps an external id to its conversation. Returns 'whole', or 'partial' if the index was evicted and
-- may lack the external ids of other conversations; then the caller rebuilds it.
local function give_external_id(external, id, name, other_conversations)
  local is_whole = call('HEXISTS', external, WHOLE) == 1
  write('HSET', external, 'e' .. name, id, 'i' .. id, name)
  if is_whole or other_conversations > 0 then return is_whole and 'whole' or 'partial' end
  write('HSET', external, WHOLE, '')
  return 'whole'
end

-- Whether every conversation can be in two indexes; not if one was evicted or is damaged.
local function are_equally_large(indexes)
  local sizes = {}
  for i, each in ipairs(indexes) do sizes[i] = read_any('ZCARD', each) or -1 end
  return math.min(unpack(sizes)) >= 0 and sizes[1] == sizes[2] + sizes[3] + sizes[4]
end

-- The rank of the first entry after this position, in descending order. Entries of one time are found
-- by binary search, so thousands of them cost no more.
local function rank_of(index, updated, id)
  local rank = call('ZCOUNT', index, '(' .. updated, '+inf')
  local last = rank + call('ZCOUNT', index, updated, updated)
  while rank < last do
    local middle = math.floor((rank + last) / 2)
    if call('ZREVRANGE', index, middle, middle)[1] < id then
      last = middle
    else
      rank = middle + 1
    end
  end
  return rank
end
