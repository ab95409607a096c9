-- Goes before every script. Texts that callers wrote are opaque here: stored and returned as they
-- came, never decoded. Numbers are kept as text, because Lua prints large ones with 14 digits.

local call = redis.call

-- The fields of a conversation, in the order in which `values` and replies hold them.
local FIELDS = {
  'status', 'title', 'metadata', 'externalId', 'sdkConversationRef', 'messageCount',
  'lastMessagePreview', 'revision', 'createdAt', 'updatedAt', 'lastAccessedAt', 'expiresAt',
}
local STATUS, EXTERNAL_ID, MESSAGE_COUNT, PREVIEW, REVISION = 1, 4, 6, 7, 8
local UPDATED_AT, LAST_ACCESSED_AT, EXPIRES_AT = 10, 11, 12

local function text(number)
  return string.format('%.0f', number)
end

-- The server's clock in milliseconds.
local function clock()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Whether nothing is left of a conversation. Asked of two keys at once: while a slot moves to
-- another node, a single key that is not there yet looks like none, but a command of two is refused.
local function gone(conversation, messages)
  return call('EXISTS', conversation, messages) == 0
end

-- A conversation's values, or nil and the reply that says why there are none. A hash without its
-- messages, or messages without their hash, is what an eviction leaves.
local function open(conversation, messages)
  local values = call('HMGET', conversation, unpack(FIELDS))
  if values[1] and call('LLEN', messages) == tonumber(values[MESSAGE_COUNT]) then return values end
  return nil, { gone(conversation, messages) and 'not_found' or 'data_loss' }
end

-- Notes a change in the values and returns its time. Within a conversation time never runs
-- backwards, and grows strictly with its changes, whatever the clock does.
local function change(values, ttl)
  local now = math.max(clock(), values[UPDATED_AT] + 1, tonumber(values[LAST_ACCESSED_AT]))
  values[REVISION] = text(values[REVISION] + 1)
  values[UPDATED_AT], values[LAST_ACCESSED_AT] = text(now), text(now)
  values[EXPIRES_AT] = text(now + ttl)
  return now
end

-- Tries a write that a read can do without. A server that takes none now (full, no replicas, no
-- disk) answers the read all the same; a replica does not, for its answer may be old: there the
-- same command once more ends the script with its refusal. Returns whether it was written.
local function write_if_master(...)
  local reply = redis.pcall(...)
  if type(reply) == 'number' then return true end
  if string.find(reply.err, 'READONLY', 1, true) then call(...) end
  return false
end

-- Notes a read.
local function touch(conversation, values)
  local now = text(math.max(clock(), tonumber(values[LAST_ACCESSED_AT])))
  if write_if_master('HSET', conversation, 'lastAccessedAt', now) then
    values[LAST_ACCESSED_AT] = now
  end
end

-- The first `own` keys of the call end with the conversation whose they are. The others are shared
-- with conversations that may end later, when time ran ahead of the clock or the ttl was shortened:
-- their end is only ever moved away.
local function expire(at, own)
  local left = at - clock()
  for i, key in ipairs(KEYS) do
    if i <= own or call('PTTL', key) < left then call('PEXPIREAT', key, at) end
  end
end

-- Takes a conversation out of every index.
local function drop(id, indexes, external)
  for _, index in ipairs(indexes) do call('ZREM', index, id) end
  local name = call('HGET', external, 'i' .. id)
  if not name then return end
  call('HDEL', external, 'i' .. id)
  if call('HGET', external, 'e' .. name) == id then call('HDEL', external, 'e' .. name) end
end

-- Forgets what is both older than `before` and not among the newest `keep`; a few at most, so that
-- one call never pays for many.
local function forget(records, ages, count, keep, before)
  for _ = 1, math.min(16, count - keep) do
    local at, key = string.match(call('LINDEX', ages, 0), '^(%d+) (.+)$')
    if tonumber(at) >= before then return end
    call('LPOP', ages)
    call('HDEL', records, key)
  end
end
