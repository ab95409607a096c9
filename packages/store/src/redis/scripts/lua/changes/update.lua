-- Changes fields of a conversation, its status among them.
-- KEYS  1 conversation
--       2 its messages
--       3 all conversations
--       4 active
--       5 completed
--       6 archived
--       7 external ids
--       8 changes
-- ARGV  1 id
--       2 dedup key
--       3 expected revision, or ''
--       4 ttl in ms
--       5 dedup window in ms
--       6 status, or '' for unchanged
--       7 title as JSON, or ''
--       8 metadata as JSON, or ''
--       9 external id as JSON, or ''
--       10 SDK reference as JSON, or ''
--       11 external id itself, or ''
--       12 layout to write
--       13 token of the run whose agent reports the fields, or ''. A title then fills an empty one only
-- Replies  {'ok', record, 'whole' or 'partial' index of external ids}  {'revision_conflict', current}
--          {'run_lost'}  {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, completed, archived, external, changes = unpack(KEYS)
local id, key, expected, ttl, retention, new_status = unpack(ARGV, 1, 6)
local external_id, layout, token = unpack(ARGV, 11, 13)
local by_status = { active = active, completed = completed, archived = archived }

local now = clock()
local c, error_reply = find(conversation, messages, now)
if not c then return error_reply end
if token ~= '' and not run_of(c.run, token) then return { 'run_lost' } end
local fields = { string.match(c.caller_fields, '^([^\n]*)\n,([^\n]*)\n,([^\n]*)\n,([^\n]*)$') }
if #fields == 0 then return { 'data_loss' } end
if new_status == '' then new_status = c.status end
local differs = new_status ~= c.status
if token ~= '' and fields[1] ~= '""' then ARGV[7] = '' end
for i, value in ipairs({ unpack(ARGV, 7, 10) }) do
  if value ~= '' and value ~= fields[i] then differs, fields[i] = true, value end
end
-- If another conversation took the external id since, giving it again is a change.
local holder = external_id ~= '' and call('HGET', external, 'e' .. external_id)
if external_id ~= '' and holder ~= id then differs = true end

local is_repeat = call('ZSCORE', changes, key)
if not is_repeat and expected ~= '' and expected ~= c.revision then
  return { 'revision_conflict', c.revision }
end
if is_repeat then return { 'ok', touch(conversation, c, now), 'whole' } end
if not differs then
  -- Remember this call too, or its repeat would undo a change made in between.
  local record = with_access(c, now)
  write('HSET', conversation, 'record', record)
  remember_change(changes, key, now, retention)
  return commit({ 'ok', record, 'whole' })
end
local in_all, in_index = call('ZSCORE', all, id), call('ZSCORE', by_status[new_status], id)
local is_in_old = call('ZSCORE', by_status[c.status], id)
local old_name = call('HGET', external, 'i' .. id)
local holds_old = old_name and call('HGET', external, 'e' .. old_name) == id
local moves_external = ARGV[9] ~= '' and ((old_name or '') ~= external_id or holder ~= id and external_id ~= '')

local at = time_of_change(c, now)
local renews_ttl = at > c.renew_after or c.ttl ~= ttl
if renews_ttl then c.renew_after = next_renewal(at, ttl) end
local old_status = c.status
c.layout, c.status, c.revision = layout, new_status, string.format('%d', c.revision + 1)
c.updated, c.accessed, c.ttl, c.caller_fields = at, at, ttl, table.concat(fields, '\n,')
local record = encode(c)
write('HSET', conversation, 'record', record)
if new_status ~= old_status and is_in_old then write('ZREM', by_status[old_status], id) end
write('ZADD', all, at, id)
write('ZADD', by_status[new_status], at, id)
local index = 'whole'
if moves_external then
  if holds_old then write('HDEL', external, 'e' .. old_name) end
  if old_name then write('HDEL', external, 'i' .. id) end
  if external_id ~= '' then index = give_external_id(external, id, external_id, call('ZCARD', all) - 1) end
end
if renews_ttl or not in_all or not in_index or moves_external then extend_expiry(c.renew_after + ttl, now, 2, 7) end
remember_change(changes, key, now, retention)
notify('changed', id)
return commit({ 'ok', record, index })
