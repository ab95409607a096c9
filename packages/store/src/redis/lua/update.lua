-- Changes fields of a conversation, its status among them.
-- KEYS  1 conversation  2 its messages
--       3 all conversations  4 active  5 completed  6 archived  7 external ids  8 changes
-- ARGV  1 id  2 operation key  3 expected revision or ''  4 ttl in ms  5 ms to remember
--       6 status  7 title  8 metadata  9 external id  10 SDK reference: '' for as it is, the last
--       four as JSON  11 external id as it is
-- Replies  {'ok', record, preview}  {'revision_conflict', current}  {'not_found'}  {'data_loss'}

local conversation, messages, all, active, completed, archived, external, changes = unpack(KEYS)
local id, key, expected, ttl, retention, new_status = unpack(ARGV, 1, 6)
local by_status = { active = active, completed = completed, archived = archived }

local record, preview = read(conversation, messages)
if not record then return preview end
if call('ZSCORE', changes, key) then return { 'ok', record, preview } end
local status, count, revision, updated, accessed, appends, tail = decode(record)
if expected ~= '' and expected ~= revision then return { 'revision_conflict', revision } end

if new_status == '' then new_status = status end
local created, title, metadata, external_id, reference =
  string.match(tail, '^%d+(,%d+)\n,([^\n]*)\n,([^\n]*)\n,([^\n]*)\n,([^\n]*)$')
local fields = { title, metadata, external_id, reference }
local differs = new_status ~= status
for i, value in ipairs({ unpack(ARGV, 7, 10) }) do
  if value ~= '' and value ~= fields[i] then differs, fields[i] = true, value end
end
if not differs then return { 'ok', record, preview } end

local at, left = time_of_change(updated, accessed, ttl)
local new_tail = ttl .. created .. '\n,' .. table.concat(fields, '\n,')
if new_tail ~= tail then keep_tail(conversation, count, tail) end
record = encode(new_status, count, text(revision + 1), at, at, appends, new_tail)
call('HSET', conversation, 'record', record)
if new_status ~= status then call('ZREM', by_status[status], id) end
call('ZADD', all, at, id)
call('ZADD', by_status[new_status], at, id)
if fields[3] ~= external_id then
  local name = call('HGET', external, 'i' .. id)
  if name and call('HGET', external, 'e' .. name) == id then call('HDEL', external, 'e' .. name) end
  call('HDEL', external, 'i' .. id)
  if ARGV[11] ~= '' then call('HSET', external, 'e' .. ARGV[11], id, 'i' .. id, ARGV[11]) end
end

local now = clock()
call('ZADD', changes, now, key)
call('ZREMRANGEBYSCORE', changes, '-inf', text(now - retention))
call('PEXPIRE', changes, retention)
call('PEXPIRE', conversation, left)
call('PEXPIRE', messages, left)
outlive_if_needed(left, ttl, 3, 7)
return { 'ok', record, preview }
