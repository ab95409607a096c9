-- The conversation, or nil and the reply that says why there is none. Nothing is read of a
-- conversation whose messages are not all there.
local function check(conversation, messages, now, record, run)
  local c = record and decode(record)
  if not c then return nil, unreadable(record, conversation, messages) end
  if is_expired(c.renew_after, c.updated, c.ttl, now) then return nil, { 'not_found' } end
  if call('LLEN', messages) ~= tonumber(c.count) then return nil, { 'data_loss' } end
  c.run = run
  return c
end

local function find(conversation, messages, now)
  return check(conversation, messages, now, unpack(call('HMGET', conversation, 'record', 'run')))
end

-- The record with this time as its last access.
local function with_access(c, now)
  if now < c.accessed then now = c.accessed end
  return string.sub(c.record, 1, c.before_accessed - 1) .. now .. string.sub(c.record, c.behind_accessed)
end

-- Notes that a conversation was read, and returns its record as it is stored then.
local function touch(conversation, c, now)
  local touched = with_access(c, now)
  write('HSET', conversation, 'record', touched)
  return try_commit() and touched or c.record
end

-- For reads: the conversation and its record, or nil and the reply that says why there is none. And
-- 'orphaned' where a run needs another server.
local function find_and_touch(conversation, messages)
  local now = clock()
  local c, refusal = find(conversation, messages, now)
  if not c then return nil, refusal end
  local orphaned = c.run and is_orphaned(decode_run(c.run), now) and 'orphaned' or ''
  return c, touch(conversation, c, now), orphaned
end
