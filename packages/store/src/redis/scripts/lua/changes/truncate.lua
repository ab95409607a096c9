-- Removes every message after a seq. If there is none, nothing changes.
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
--       7 seq of the message that becomes the last, or 0
--       8 SHA-1 of that message as it is stored
--       9 preview of it, as JSON
-- Replies  {'ok', record}  {'preview_of', message}: call again with the preview of this message
--          {'run_in_progress', 'orphaned' or ''}  {'revision_conflict', current}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, completed, archived, _, changes, pieces = unpack(KEYS)
local id, key, expected, ttl, retention, layout, after, digest, preview = unpack(ARGV)
after = tonumber(after)

local now = clock()
local c, error_reply = find(conversation, messages, now)
if not c then return error_reply end
if call('ZSCORE', changes, key) then return { 'ok', touch(conversation, c, now) } end
if expected ~= '' and expected ~= c.revision then return { 'revision_conflict', c.revision } end
if is_running(decode_run(c.run)) then
  return { 'run_in_progress', is_orphaned(decode_run(c.run), now) and 'orphaned' or '' }
end
if after >= tonumber(c.count) then
  local record = with_access(c, now)
  write('HSET', conversation, 'record', record)
  remember_change(changes, key, now, retention)
  return commit({ 'ok', record })
end
local last = after > 0 and call('LINDEX', messages, after - 1)
if last and redis.sha1hex(last) ~= digest then return { 'preview_of', last } end
local index = ({ active = active, completed = completed, archived = archived })[c.status]
local in_all, in_index = call('ZSCORE', all, id), call('ZSCORE', index, id)

truncate(conversation, messages, pieces, c, after, now)
c.preview = last and preview or '""'
local renews_ttl = stamp(c, now, ttl, layout)
local record = encode(c)
write('HSET', conversation, 'record', record)
write('ZADD', all, c.updated, id)
write('ZADD', index, c.updated, id)
if renews_ttl or not in_all or not in_index then extend_expiry(c.renew_after + ttl, now, 2, 7) end
remember_change(changes, key, now, retention)
notify('changed', id)
return commit({ 'ok', record })
