-- Changes fields of a conversation, its status among them.
-- KEYS  1 conversation  2 its messages  3 its appends  4 ages of its appends
--       5 all conversations  6 active  7 completed  8 archived  9 external ids  10 changes
-- ARGV  1 id  2 operation key  3 expected revision or ''  4 ttl in ms  5 ms to remember
--       6 and on: field, value, field, value
-- Replies  {'ok', record}  {'revision_conflict', current}  {'not_found'}  {'data_loss'}

local conversation, messages, _, _, all, active, completed, archived, external, changes = unpack(KEYS)
local id, key, expected, ttl, retention = unpack(ARGV, 1, 5)
local by_status = { active = active, completed = completed, archived = archived }

local values, refusal = open(conversation, messages)
if not values then return refusal end
if call('ZSCORE', changes, key) then return { 'ok', cjson.encode(values) } end
if expected ~= '' and expected ~= values[REVISION] then
  return { 'revision_conflict', values[REVISION] }
end

local old_status, old_external_id = values[STATUS], values[EXTERNAL_ID]
local differs = false
for i = 6, #ARGV, 2 do
  for position, name in ipairs(FIELDS) do
    if name == ARGV[i] and values[position] ~= ARGV[i + 1] then
      differs, values[position] = true, ARGV[i + 1]
    end
  end
end
if not differs then
  touch(conversation, values)
  return { 'ok', cjson.encode(values) }
end

local now = change(values, ttl)
local fields = {}
for i, name in ipairs(FIELDS) do
  fields[2 * i - 1], fields[2 * i] = name, values[i]
end
call('HSET', conversation, unpack(fields))
if values[STATUS] ~= old_status then call('ZREM', by_status[old_status], id) end
call('ZADD', all, text(now), id)
call('ZADD', by_status[values[STATUS]], text(now), id)
if values[EXTERNAL_ID] ~= old_external_id then
  if call('HGET', external, 'e' .. old_external_id) == id then
    call('HDEL', external, 'e' .. old_external_id)
  end
  call('HDEL', external, 'i' .. id)
  if values[EXTERNAL_ID] ~= '' then
    call('HSET', external, 'e' .. values[EXTERNAL_ID], id, 'i' .. id, values[EXTERNAL_ID])
  end
end
local today = clock()
call('ZADD', changes, text(today), key)
call('ZREMRANGEBYSCORE', changes, '-inf', text(today - retention))
expire(values[EXPIRES_AT], 4)
return { 'ok', cjson.encode(values) }
