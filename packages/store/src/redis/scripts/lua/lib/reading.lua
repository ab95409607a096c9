-- The conversation, or nil and an error reply. A conversation that lacks some of its messages is data
-- loss, and nothing of it is returned.
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

-- The record with lastAccessedAt set to this time.
local function with_access(c, now)
  if now < c.accessed then now = c.accessed end
  return string.sub(c.record, 1, c.before_accessed - 1) .. now .. string.sub(c.record, c.after_accessed)
end

-- Stores the time of access if the server takes writes, and returns the record as it is stored. A time
-- that is less than a minute old stays, so that reads add nothing to the append-only file and to the
-- replication stream.
local function touch(conversation, c, now)
  if now - c.accessed >= ACCESS_STEP_MS then
    local touched = with_access(c, now)
    write('HSET', conversation, 'record', touched)
    return try_commit() and touched or c.record
  end
  assert_on_master(conversation)
  return c.record
end

-- For reads. Returns the conversation, its record, and 'orphaned' if its run needs another server or
-- '' if not; or nil and an error reply.
local function find_and_touch(conversation, messages)
  local now = clock()
  local c, error_reply = find(conversation, messages, now)
  if not c then return nil, error_reply end
  local orphaned = ''
  if c.run then orphaned = is_orphaned(decode_run(c.run), now) and 'orphaned' or '' end
  return c, touch(conversation, c, now), orphaned
end
