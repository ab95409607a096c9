-- Removes a batch of an owner's conversations and, once there are none, the owner's other keys. Works
-- on values of any type.
-- KEYS  1 all conversations
--       2 active
--       3 completed
--       4 archived
--       5 external ids
--       6 starts
--       7 ages of starts
--       8 changes
--       9 deletions
-- ARGV  1 batch size
--       2 key prefix of conversations
--       3 key suffix of messages
--       4 key suffix of a run's pieces
-- Replies  {'more' or 'done', conversations, messages}: counts of those that had not expired
-- Conversation ids come from the indexes, whose slot the keys share. If the indexes were evicted, starts
-- and external ids still name conversations.

local size, prefix, suffix, pieces_suffix = unpack(ARGV)

-- Removes some fields of a hash, and returns them with their values.
local function take(key)
  local cursor, fields = '0', {}
  repeat
    local page = read_any('HSCAN', key, cursor, 'COUNT', size)
    if page then cursor, fields = page[1], page[2] end
  until #fields > 0 or cursor == '0'
  for i = 1, #fields, 2 do write('HDEL', key, fields[i]) end
  return fields
end

local ids, is_found = {}, {}
local function add(id)
  if not id or is_found[id] then return end
  is_found[id] = true
  ids[#ids + 1] = id
end
for index = 1, 4 do
  for _, id in ipairs(read_any('ZRANGE', KEYS[index], 0, size - 1) or {}) do add(id) end
end
local fields = #ids == 0 and take(KEYS[6]) or {}
for i = 2, #fields, 2 do add(string.match(fields[i], '^%S* ([%x-]+) %d+$')) end
if #ids == 0 and #fields == 0 then
  fields = take(KEYS[5])
  for i = 1, #fields, 2 do add(string.match(fields[i], '^i([%x-]+)$')) end
end

local now, conversations, messages = clock(), 0, 0
for _, id in ipairs(ids) do
  local keys = { prefix .. id, prefix .. id .. suffix }
  if not is_missing(unpack(keys)) then
    if not has_expired(read_any('HGET', keys[1], 'record'), now) then
      conversations = conversations + 1
      messages = messages + (read_any('LLEN', keys[2]) or 0)
    end
    write('UNLINK', keys[1], keys[2], prefix .. id .. pieces_suffix)
  end
end
for index = 1, 4 do
  if #ids > 0 and read_any('ZCARD', KEYS[index]) then write('ZREM', KEYS[index], unpack(ids)) end
end
notify('erased', '')
if #ids > 0 or #fields > 0 then return commit({ 'more', conversations, messages }) end
write('UNLINK', unpack(KEYS))
return commit({ 'done', conversations, messages })
