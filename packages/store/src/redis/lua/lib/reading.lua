-- Tries a write that a read can do without. A server that takes none now (full, no replicas, no
-- disk) answers the read all the same; a replica does not, for its answer may be old: there the
-- same command once more ends the script with its refusal. Returns whether it was written.
local function write_if_master(...)
  local reply = redis.pcall(...)
  if type(reply) == 'number' then return true end
  if string.find(reply.err, 'READONLY', 1, true) then call(...) end
  return false
end

-- Reads a conversation, and notes that it was read. Returns its record, number of messages and tail,
-- or nil and the reply that says why there is none: nothing is read of a conversation whose messages
-- are not all there.
local function read(conversation, messages)
  local stored = call('HGET', conversation, 'record')
  local status, count, revision, updated, accessed, appends, ends, ttl, preview, tail = decode(stored)
  if not status then return nil, missing(conversation, messages) end
  local now = clock()
  if is_over(updated, ttl, now) then return nil, { 'not_found' } end
  if call('LLEN', messages) ~= tonumber(count) then return nil, { 'data_loss' } end
  if now < accessed then now = accessed end
  local record = encode(status, count, revision, updated, now, appends, ends, ttl, preview, tail)
  if not write_if_master('HSET', conversation, 'record', record) then record = stored end
  return record, count, tail
end
