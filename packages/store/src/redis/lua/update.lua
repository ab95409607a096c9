-- Changes fields of a conversation, its status among them.
-- KEYS  1 conversation  2 its messages
--       3 all conversations  4 active  5 completed  6 archived  7 external ids  8 changes
-- ARGV  1 id  2 operation key  3 expected revision or ''  4 ttl in ms  5 ms to remember
--       6 status  7 title  8 metadata  9 external id  10 SDK reference: '' for as it is, the last
--       four as JSON  11 external id as it is
-- Replies  {'ok', record}  {'revision_conflict', current}  {'not_found'}  {'data_loss'}

local conversation, messages, all, active, completed, archived, external, changes = unpack(KEYS)
local id, key, expected, ttl, retention, new_status = unpack(ARGV, 1, 6)
local by_status = { active = active, completed = completed, archived = archived }

local record, refusal = read(conversation, messages)
if not record then return refusal end
if call('ZSCORE', changes, key) then return { 'ok', record } end
local fresh, status, count, revision, updated, accessed, appends, old_ttl, preview, tail = decode(record)
if expected ~= '' and expected ~= revision then return { 'revision_conflict', revision } end

if new_status == '' then new_status = status end
local created, title, metadata, external_id, reference =
  string.match(tail, '^(%d+)\n,([^\n]*)\n,([^\n]*)\n,([^\n]*)\n,([^\n]*)$')
local fields = { title, metadata, external_id, reference }
local differs = new_status ~= status
for i, value in ipairs({ unpack(ARGV, 7, 10) }) do
  if value ~= '' and value ~= fields[i] then differs, fields[i] = true, value end
end
if not differs then return { 'ok', record } end

local now = clock()
local at = time_of_change(now, updated, accessed)
local new_tail = created .. '\n,' .. table.concat(fields, '\n,')
if new_tail ~= tail or old_ttl ~= ttl then
  appends_of(conversation, messages).keep_tail(count, old_ttl, tail)
end
local moves = at > fresh or old_ttl ~= ttl
if moves then fresh = fresh_until(at, ttl) end
revision = string.format('%d', revision + 1)
record = encode(fresh, new_status, count, revision, at, at, appends, ttl, preview, new_tail)
call('HSET', conversation, 'record', record)
if new_status ~= status then call('ZREM', by_status[status], id) end
local listed = call('ZADD', all, at, id) + call('ZADD', by_status[new_status], at, id)
if fields[3] ~= external_id then
  local name = call('HGET', external, 'i' .. id)
  if name and call('HGET', external, 'e' .. name) == id then call('HDEL', external, 'e' .. name) end
  call('HDEL', external, 'i' .. id)
  if ARGV[11] ~= '' then
    listed = listed + call('HSET', external, 'e' .. ARGV[11], id, 'i' .. id, ARGV[11])
  end
end
if moves or listed > 0 then keep_until(fresh + ttl, now, 2, 7) end

call('ZADD', changes, now, key)
call('ZREMRANGEBYSCORE', changes, '-inf', now - retention)
call('PEXPIRE', changes, retention)
return { 'ok', record }
