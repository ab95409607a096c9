-- Begins a conversation, or answers a repeat with what the first call returned.
-- KEYS  1 conversation  2 all conversations  3 active  4 completed  5 archived  6 external ids
--       7 starts  8 ages of starts
-- ARGV  1 id  2 operation key  3 payload digest  4 ttl in ms  5 ms to remember
--       6 most conversations of a user  7 prefix of conversation keys  8 suffix of messages
--       9 title  10 metadata  11 external id  12 sdk reference
-- Replies  {'started', time}  {'replayed', time, id}  {'key_reused'}  {'too_many'}
-- The caller knows the rest: of an equal payload, the time and the id are all that can differ.

local conversation, all, active, completed, archived, external, starts, ages = unpack(KEYS)
local id, key, digest, ttl, retention, cap, prefix, suffix = unpack(ARGV, 1, 8)
local title, metadata, external_id, reference = unpack(ARGV, 9)
local now = clock()

local remembered = call('HGET', starts, key)
local outdated
if remembered then
  local first_digest, first_id, time = string.match(remembered, '^(%S+) (%S+) (%d+)$')
  if tonumber(time) >= now - retention then
    if first_digest ~= digest then return { 'key_reused' } end
    return { 'replayed', time, first_id }
  end
  outdated = time .. ' ' .. key
end
if call('ZCOUNT', all, text(now - ttl), '+inf') >= tonumber(cap) then return { 'too_many' } end

local at, expires = text(now), text(now + ttl)
local values = {
  'active', title, metadata, external_id, reference, '0', '', '1', at, at, at, expires,
}
local fields = {}
for i, name in ipairs(FIELDS) do
  fields[2 * i - 1], fields[2 * i] = name, values[i]
end

call('HSET', conversation, unpack(fields))
call('ZADD', all, at, id)
call('ZADD', active, at, id)
if external_id ~= '' then call('HSET', external, 'e' .. external_id, id, 'i' .. id, external_id) end
call('HSET', starts, key, digest .. ' ' .. id .. ' ' .. at)
-- The old age of a key that is used anew would take the new memory with it when it is forgotten.
if outdated then call('LREM', ages, 1, outdated) end
local count = call('RPUSH', ages, at .. ' ' .. key)
forget(starts, ages, count, 0, now - retention)

-- Nobody may ever list an owner who only starts: the expired leave the indexes here as well.
for _, old in ipairs(call('ZRANGEBYSCORE', all, '-inf', '(' .. text(now - ttl), 'LIMIT', 0, 4)) do
  if gone(prefix .. old, prefix .. old .. suffix) then
    drop(old, { all, active, completed, archived }, external)
  end
end
expire(expires, 1)
return { 'started', at }
