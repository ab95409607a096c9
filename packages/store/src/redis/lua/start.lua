-- Begins a conversation, or answers a repeat with what the first call returned.
-- KEYS  1 conversation  2 all conversations  3 active  4 completed  5 archived  6 external ids
--       7 starts  8 ages of starts
-- ARGV  1 id  2 operation key  3 payload digest  4 ttl in ms  5 ms to remember
--       6 most conversations of a user  7 prefix of conversation keys
--       8 title  9 metadata  10 external id  11 sdk reference
-- Replies  {'started', record}  {'replayed', record, id}  {'key_reused'}  {'too_many'}

local conversation, all, active, completed, archived, external, starts, ages = unpack(KEYS)
local id, key, digest, ttl, retention, cap, prefix = unpack(ARGV, 1, 7)
local title, metadata, external_id, reference = unpack(ARGV, 8)

local remembered = call('HGET', starts, key)
if remembered then
  local first_digest, first_id, record = string.match(remembered, '^(%S+) (%S+) (.*)$')
  if first_digest ~= digest then return { 'key_reused' } end
  return { 'replayed', record, first_id }
end

local now = clock()
if call('ZCOUNT', all, text(now - ttl), '+inf') >= tonumber(cap) then return { 'too_many' } end

local at, expires = text(now), text(now + ttl)
local values = {
  'active', title, metadata, external_id, reference, '0', '', '1', at, at, at, expires,
}
local fields = {}
for i, name in ipairs(FIELDS) do
  fields[2 * i - 1], fields[2 * i] = name, values[i]
end
local record = cjson.encode(values)

call('HSET', conversation, unpack(fields))
call('ZADD', all, at, id)
call('ZADD', active, at, id)
if external_id ~= '' then call('HSET', external, 'e' .. external_id, id, 'i' .. id, external_id) end
call('HSET', starts, key, digest .. ' ' .. id .. ' ' .. record)
local count = call('RPUSH', ages, at .. ' ' .. key)
forget(starts, ages, count, 0, now - retention)

-- Nobody may ever list an owner who only starts: the expired leave the indexes here as well.
for _, old in ipairs(call('ZRANGEBYSCORE', all, '-inf', '(' .. text(now - ttl), 'LIMIT', 0, 4)) do
  if call('EXISTS', prefix .. old) == 0 then
    drop(old, { all, active, completed, archived }, external)
  end
end
expire(expires, 1)
return { 'started', record }
