-- Begins a conversation, or answers a repeat with what the first call returned.
-- KEYS  1 conversation  2 all conversations  3 active  4 completed  5 archived  6 external ids
--       7 starts  8 ages of starts
-- ARGV  1 id  2 operation key  3 payload digest, or '' where the caller gave no key  4 ttl in ms
--       5 ms to remember  6 most conversations of a user  7 prefix of conversation keys  8 suffix of messages
--       9 fields  10 external id or ''
-- Replies  {'started', time}  {'replayed', time, id}  {'key_reused'}  {'too_many'}
-- The caller knows the rest: of an equal payload, the time and the id are all that can differ.

local conversation, all, active, completed, archived, external, starts, ages = unpack(KEYS)
local id, key, digest, ttl, retention, cap, prefix, suffix, fields, external_id = unpack(ARGV)
local now = clock()

local remembered = call('HGET', starts, key)
local outdated
if remembered then
  local first_digest, first_id, time = string.match(remembered, '^(%S*) (%S+) (%d+)$')
  if tonumber(time) >= now - retention then
    if first_digest ~= digest then return { 'key_reused' } end
    return { 'replayed', time, first_id }
  end
  outdated = time .. ' ' .. key
end
if call('ZCARD', all) >= tonumber(cap)
  and call('ZCOUNT', all, now - ttl, '+inf') >= tonumber(cap) then return { 'too_many' } end

-- Its end is just before that of its index, if that is late enough: then what is shared stays as it
-- is. Ten milliseconds, for the clock goes on while a script runs.
local fresh, spare = fresh_until(now, ttl), call('PTTL', all) - ttl - 10
if spare > 0 then fresh = string.format('%d', math.min(fresh, now + spare)) end
local tail = now .. '\n,' .. fields
call('HSET', conversation, 'record', encode(fresh, 'active', 0, 1, now, now, 0, ttl, '""', tail))
call('ZADD', all, now, id)
call('ZADD', active, now, id)
if external_id ~= '' then call('HSET', external, 'e' .. external_id, id, 'i' .. id, external_id) end

call('HSET', starts, key, digest .. ' ' .. id .. ' ' .. now)
-- The old age of a key that is used anew would take the new memory with it when it is forgotten.
if outdated then call('LREM', ages, 1, outdated) end
call('RPUSH', ages, now .. ' ' .. key)
-- A few at a time, so that one call never pays for many.
for _ = 1, 16 do
  local time, old = string.match(call('LINDEX', ages, 0), '^(%d+) (.+)$')
  if tonumber(time) >= now - retention then break end
  call('LPOP', ages)
  call('HDEL', starts, old)
end

-- Nobody may ever list an owner who only starts: the expired leave the indexes here as well.
for _, old in ipairs(call('ZRANGEBYSCORE', all, '-inf', '(' .. now - ttl, 'LIMIT', 0, 4)) do
  if gone(prefix .. old, prefix .. old .. suffix) then
    drop(old, { all, active, completed, archived }, external)
  end
end
keep_until(fresh + ttl, now, 1, 8)
return { 'started', now }
