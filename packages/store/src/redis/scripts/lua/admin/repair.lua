-- Makes all that is kept of a conversation agree with its record and its messages, and takes one that is
-- not there out of the indexes. A conversation that lacks messages, or a record that can be read, stays.
-- KEYS  1 conversation
--       2 its messages
--       3 all conversations
--       4 active
--       5 completed
--       6 archived
--       7 external ids
-- ARGV  1 id
--       2 external id of the record, or ''
--       3 and on: fields of the hash that are damaged
-- Replies  {'repaired'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, completed, archived, external = unpack(KEYS)
local id, external_id = unpack(ARGV, 1, 2)
local indexes = { all, active, completed, archived }
local by_status = { active = active, completed = completed, archived = archived }

local now = clock()
if is_missing(conversation, messages) then
  remove_from_indexes(id, indexes, external)
  return commit({ 'repaired' })
end
local record = call('HGET', conversation, 'record')
local c = record and decode(record)
if not c then return unreadable(record, conversation, messages) end
local count = call('LLEN', messages)
if count < tonumber(c.count) then return { 'data_loss' } end
local name = call('HGET', external, 'i' .. id)
local led_here = name and call('HGET', external, 'e' .. name) == id
local is_taken = external_id ~= '' and call('HEXISTS', external, 'e' .. external_id) == 1

c.count = string.format('%d', count)
write('HSET', conversation, 'record', encode(c))
if #ARGV > 2 then write('HDEL', conversation, unpack(ARGV, 3)) end
for _, index in ipairs(indexes) do
  local has = call('ZSCORE', index, id)
  local wants = index == all or index == by_status[c.status]
  if wants and has ~= c.updated then write('ZADD', index, c.updated, id) end
  if has and not wants then write('ZREM', index, id) end
end
if name and name ~= external_id then
  write('HDEL', external, 'i' .. id)
  if led_here then write('HDEL', external, 'e' .. name) end
  if external_id ~= '' then write('HSET', external, 'i' .. id, external_id) end
  if external_id ~= '' and not is_taken then write('HSET', external, 'e' .. external_id, id) end
end
extend_expiry(c.renew_after + c.ttl, now, 2, 7)
notify('changed', id)
return commit({ 'repaired' })
