-- Adds messages to an active conversation, or answers a repeat with what the first call returned.
-- KEYS  1 conversation  2 its messages  3 its appends  4 ages of its appends
--       5 all conversations  6 active  7 completed  8 archived  9 external ids
-- (The indexes of other statuses are only kept alive: all of them end together.)
-- ARGV  1 id  2 operation key  3 payload digest  4 expected revision or ''  5 ttl in ms
--       6 appends to remember  7 ms to remember  8 most messages of a conversation  9 preview
--       10 and on: messages, as JSON without the opening bracket and the time
-- Replies  {'appended', record}  {'replayed', record, messages}  {'key_reused'}  {'not_found'}
--          {'revision_conflict', current}  {'not_active', status}  {'full'}  {'data_loss'}
-- The records have no preview: the caller has it, or the messages it is made from.

local conversation, messages, appends, ages, all, active = unpack(KEYS)
local id, key, digest, expected, ttl, keep, retention, cap, preview = unpack(ARGV, 1, 9)

local values, refusal = open(conversation, messages)
if not values then return refusal end

local remembered = call('HGET', appends, key)
if remembered then
  local first_digest, first, last, record = string.match(remembered, '^(%S+) (%d+) (%d+) (.*)$')
  if first_digest ~= digest then return { 'key_reused' } end
  local entries = call('LRANGE', messages, first - 1, last - 1)
  return { 'replayed', record, '[' .. table.concat(entries, ',') .. ']' }
end
if expected ~= '' and expected ~= values[REVISION] then
  return { 'revision_conflict', values[REVISION] }
end
if values[STATUS] ~= 'active' then return { 'not_active', values[STATUS] } end
local before, added = tonumber(values[MESSAGE_COUNT]), #ARGV - 9
-- Without the memory of its appends there is no telling whether this one was made already.
if before > 0 and call('EXISTS', appends) == 0 then return { 'data_loss' } end
if before + added > tonumber(cap) then return { 'full' } end

local now = change(values, ttl)
local at, count = text(now), text(before + added)
values[MESSAGE_COUNT], values[PREVIEW] = count, ''
local record = cjson.encode(values)
local entries = {}
for i = 1, added do entries[i] = '[' .. at .. ',' .. ARGV[9 + i] end

call('HSET', conversation, 'messageCount', count, 'lastMessagePreview', preview,
  'revision', values[REVISION], 'updatedAt', at, 'lastAccessedAt', at,
  'expiresAt', values[EXPIRES_AT])
call('RPUSH', messages, unpack(entries))
call('ZADD', all, at, id)
call('ZADD', active, at, id)
call('HSET', appends, key, digest .. ' ' .. text(before + 1) .. ' ' .. count .. ' ' .. record)
local known = call('RPUSH', ages, at .. ' ' .. key)
forget(appends, ages, known, tonumber(keep), now - retention)
expire(values[EXPIRES_AT], 4)
return { 'appended', record }
