-- Removes every message after the user's last one, and begins a new run on that message. Remembered in
-- the conversation's hash as `<dedup key>  r<seq of that message> <time>`.
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
--       5 dedup window in ms, as in every change
--       6 layout to write
--       7 SHA-1 of the message as it is stored
--       8 preview of it, as JSON
--       9 token of the run, or '' to begin none
--       10 ms of its lease
-- Replies  {'begun' or 'replayed', record, run or '', seq, message}
--          {'preview_of', message}: call again with the preview of this message
--          {'no_message'}  {'messages_removed'}  {'not_active', status}  {'run_in_progress', 'orphaned' or ''}
--          {'revision_conflict', current}  {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, _, _, _, _, pieces = unpack(KEYS)
local id, key, expected, ttl, _, layout, digest, preview, token, lease = unpack(ARGV)

local now = clock()
local c, error_reply = find(conversation, messages, now)
if not c then return error_reply end
local r = decode_run(c.run)
local remembered = call('HGET', conversation, key)
if remembered then
  local seq = string.match(remembered, REGENERATED)
  local entry = seq and call('LINDEX', messages, seq - 1)
  if not entry then return { 'messages_removed' } end
  return { 'replayed', touch(conversation, c, now), r and r.seq == seq and c.run or '', seq, entry }
end
if expected ~= '' and expected ~= c.revision then return { 'revision_conflict', c.revision } end
if c.status ~= 'active' then return { 'not_active', c.status } end
if is_running(r) then return { 'run_in_progress', is_orphaned(r, now) and 'orphaned' or '' } end

local seq, entry, message_id = tonumber(c.count) + 1, nil, nil
local lowest = math.max(seq - REGENERATE_SEARCHED, 1)
while not message_id and seq > lowest do
  seq = seq - 1
  entry = call('LINDEX', messages, seq - 1)
  message_id = id_of_user_message(entry)
end
if not message_id then return { 'no_message' } end
if redis.sha1hex(entry) ~= digest then return { 'preview_of', entry } end
local in_all, in_index = call('ZSCORE', all, id), call('ZSCORE', active, id)

call('LLEN', pieces)
local outdated = truncate(conversation, messages, pieces, c, seq, now)
c.preview = preview
local renews_ttl = stamp(c, now, ttl, layout)
local record = encode(c)
local full_id = string.gsub(message_id, '^(' .. string.rep('.', 8) .. ')(....)(....)(....)', '%1-%2-%3-%4-')
local text_seq, row = string.format('%d', seq), ''
write('HSET', conversation, 'record', record, key, 'r' .. text_seq .. ' ' .. now)
if token ~= '' then
  local before = r and tonumber(r.seq) <= seq and r or nil
  row = encode_run(new_run(full_id, text_seq, c.updated, token, lease_until(now, lease), before))
  write('HSET', conversation, 'run', row)
  write('UNLINK', pieces)
end
in_batches(outdated, 1000, function(...) write('HDEL', conversation, ...) end)
write('ZADD', all, c.updated, id)
write('ZADD', active, c.updated, id)
if renews_ttl or not in_all or not in_index then extend_expiry(c.renew_after + ttl, now, 2, 7) end
notify('changed', id)
return commit({ 'begun', record, row, text_seq, entry })
