-- Stores a conversation that was exported, with its ids, seqs and times; it expires when its record says.
-- What is there already stays as it is. A long one comes in parts, which are kept apart until the last.
-- KEYS  1 conversation
--       2 its messages
--       3 all conversations
--       4 active
--       5 completed
--       6 archived
--       7 external ids
--       8 deletions
--       9 the parts so far
-- ARGV  1 id
--       2 record
--       3 external id that leads to it, or ''
--       4 messages in the parts before
--       5 'more' or 'last'
--       6 ms to keep parts
--       7 how many texts the hash's other fields are
--       8 and on: these fields and their values in turn, then the messages of this part
-- Replies  {'imported'}  {'collected'}  {'present', record or ''}  {'deleted'}: since it was exported
--          {'expired'}  {'part_missing'}: begin again  {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, completed, archived, external, deletions, parts = unpack(KEYS)
local id, record, external_id, before, step, keep, field_texts = unpack(ARGV, 1, 7)
local FIELDS, CHUNK = 8, 1000
local first = FIELDS + field_texts
before = tonumber(before)

local now = clock()
local c = decode(record)
if not c then return { is_newer(record) and 'newer_layout' or 'data_loss' } end
if not is_missing(conversation, messages) then
  return { 'present', read_any('HGET', conversation, 'record') or '' }
end
if is_expired(c.renew_after, c.updated, c.ttl, now) then return { 'expired' } end
if call('ZSCORE', deletions, id) then return { 'deleted' } end

-- The parts begin with the record, so that those of another export are not taken for these.
local is_ours = call('LINDEX', parts, 0) == record
local stale = before == 0 and call('LLEN', parts) or 0
local collected = (is_ours and call('LLEN', parts) or 1) - 1
local added = #ARGV - first + 1
if before > 0 and collected ~= before then
  -- The repeat of a part whose reply was lost.
  local is_known = step == 'more' and collected >= before + added
  return { is_known and 'collected' or 'part_missing' }
end
if step == 'last' and before + added ~= tonumber(c.count) then return { 'data_loss' } end
local by_status = { active = active, completed = completed, archived = archived }
local listed = call('ZCARD', all)
call('ZSCORE', by_status[c.status], id)
call('HLEN', external)

local function push(key)
  for i = first, #ARGV, CHUNK do write('RPUSH', key, unpack(ARGV, i, math.min(i + CHUNK - 1, #ARGV))) end
end

if step == 'more' then
  if before == 0 then write('RPUSH', parts, record) end
  push(parts)
  if stale > 0 then write('LTRIM', parts, stale, -1) end
  write('PEXPIRE', parts, keep)
  return commit({ 'collected' })
end
push(before == 0 and messages or parts)
write('HSET', conversation, 'record', record)
for i = FIELDS, first - 1, CHUNK do
  write('HSET', conversation, unpack(ARGV, i, math.min(i + CHUNK - 1, first - 1)))
end
if before > 0 then
  write('LTRIM', parts, 1, -1)
  write('RENAME', parts, messages)
elseif stale > 0 then
  write('UNLINK', parts)
end
write('ZADD', all, c.updated, id)
write('ZADD', by_status[c.status], c.updated, id)
if external_id ~= '' then give_external_id(external, id, external_id, listed) end
extend_expiry(c.renew_after + c.ttl, now, 2, 7)
notify('changed', id)
return commit({ 'imported' })
