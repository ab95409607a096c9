-- Removes the content and metadata of one message for good. The pieces of the run and the append's
-- fingerprint are removed too, because both reveal the content.
-- KEYS  1 conversation
--       2 its messages
--       3 all conversations
--       4 active
--       5 completed
--       6 archived
--       7 external ids
--       8 changes
--       9 pieces of the run
-- ARGV  1 id
--       2 dedup key
--       3 expected revision, or ''
--       4 ttl in ms
--       5 dedup window in ms
--       6 layout to write
--       7 seq of the message
--       8 redacted content, as JSON
--       9 preview of it, as JSON
-- Replies  {'ok', record, message}  {'no_message'}  {'revision_conflict', current}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, completed, archived, _, changes, pieces = unpack(KEYS)
local id, key, expected, ttl, retention, layout, seq, content, preview = unpack(ARGV)
seq = tonumber(seq)

local now = clock()
local c, error_reply = find(conversation, messages, now)
if not c then return error_reply end
local entry = seq > 0 and call('LINDEX', messages, seq - 1)
local is_repeat = call('ZSCORE', changes, key)
if not is_repeat and expected ~= '' and expected ~= c.revision then
  return { 'revision_conflict', c.revision }
end
if not entry then return { 'no_message' } end
local head = string.match(entry, '^%[%d+,[^,]+,"%x+",%d,')
if not head then return { 'data_loss' } end
local redacted = head .. content .. ']'
if is_repeat or string.sub(entry, #head + 1) == content .. ']' then
  local record = with_access(c, now)
  write('HSET', conversation, 'record', record)
  if not is_repeat then remember_change(changes, key, now, retention) end
  return commit({ 'ok', record, entry })
end

local first, first_entry = first_of_append(messages, seq, entry)
local index = ({ active = active, completed = completed, archived = archived })[c.status]
local in_all, in_index = call('ZSCORE', all, id), call('ZSCORE', index, id)
local removed = call('HGET', conversation, 'removed')
call('LLEN', pieces)

if seq == tonumber(c.count) then c.preview = preview end
local renews_ttl = stamp(c, now, ttl, layout)
local record = encode(c)
if first == seq then redacted = without_fingerprint(redacted) end
write('HSET', conversation, 'record', record, 'removed', add_removal(removed, c.revision, 'r', seq))
write('LSET', messages, seq - 1, redacted)
if first and first ~= seq then write('LSET', messages, first - 1, without_fingerprint(first_entry)) end
if not is_running(decode_run(c.run)) then write('UNLINK', pieces) end
write('ZADD', all, c.updated, id)
write('ZADD', index, c.updated, id)
if renews_ttl or not in_all or not in_index then extend_expiry(c.renew_after + ttl, now, 2, 7) end
remember_change(changes, key, now, retention)
notify('changed', id)
return commit({ 'ok', record, redacted })
