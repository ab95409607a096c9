-- Adds messages to an active conversation. A repeat returns what the first call stored.
-- KEYS  1 conversation
--       2 its messages
--       3 all conversations
--       4 active
--       5 completed
--       6 archived
--       7 external ids
--       8 pieces of the run
-- ARGV  1 id
--       2 dedup key
--       3 payload fingerprint, or '' where the caller gave no key
--       4 expected revision, or ''
--       5 ttl in ms
--       6 max messages of a conversation
--       7 preview, as JSON
--       8 layout to write
--       9 '', or the run that begins on the first message or ends with the messages: '<begin or end>
--         <token> <ms of the lease, or to keep the pieces> <id, or - at end> <status> <reason>'
--       10 seq of the message to replace, with all after it, or ''
--       11 and on: messages, as JSON without the offset and header that are prepended here
-- Replies  {'appended', record, run or ''}  {'replayed', record, first seq, messages...}  {'key_reused'}
--          {'not_found'}  {'revision_conflict', current}  {'not_active', status}  {'full'}
--          {'run_in_progress', 'orphaned' or ''}  {'run_lost'}  {'no_message'}  {'messages_removed'}
--          {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active, completed, archived, _, pieces = unpack(KEYS)
local id, key, fingerprint, expected, ttl, cap, preview, layout, run, replaced = unpack(ARGV, 1, 10)
local FIRST, format = 11, string.format
local step, token, run_ms, run_id, run_status, reason = string.match(run, '^(%a+) (%S+) (%d+) (%S+) (%a+) ?(%S*)$')

local now = clock()
local record, first, row = unpack(call('HMGET', conversation, 'record', key, 'run'))
local c, error_reply = check(conversation, messages, now, record, row)
if not c then return error_reply end
if first then return replay(record, messages, first, key, fingerprint, ARGV[FIRST]) end
if expected ~= '' and expected ~= c.revision then return { 'revision_conflict', c.revision } end
local added = #ARGV - FIRST + 1
local replaces = replaced ~= ''
local total = (replaces and replaced - 1 or c.count) + added
local r, before
if step == 'end' then r = run_of(row, token) end
if step == 'end' and not r then return { 'run_lost' } end
-- Replies are stored whatever became of the conversation, because their user message was accepted.
if not r and c.status ~= 'active' then return { 'not_active', c.status } end
if step == 'begin' or replaces then
  before = decode_run(row)
  if is_running(before) then return { 'run_in_progress', is_orphaned(before, now) and 'orphaned' or '' } end
end
if replaces and not is_replaceable(call('LINDEX', messages, replaced - 1), step) then return { 'no_message' } end
if not r and total > tonumber(cap) then return { 'full' } end
if step then call('LLEN', pieces) end
if replaces then truncate(conversation, messages, pieces, c, replaced - 1, now) end
local index = c.status == 'active' and active or c.status == 'completed' and completed or archived
local in_all, in_index = call('ZSCORE', all, id), call('ZSCORE', index, id)

local at = time_of_change(c, now)
local offset = format('%d', at - c.created)
local revision = format('%d', c.revision + 1)
local header = append_header(revision, added, key, fingerprint)
local entries = { '[' .. offset .. ',' .. header .. ',' .. ARGV[FIRST] }
for i = 2, added do entries[i] = '[' .. offset .. ',0,' .. ARGV[FIRST + i - 1] end

local seq = format('%d', c.count + 1)
local fields, evicted_keys = { key, seq }, nil
if step == 'begin' then
  -- One whose message was replaced is gone with it.
  if before and tonumber(before.seq) > tonumber(c.count) then before = nil end
  r = new_run(run_id, seq, at, token, lease_until(now, run_ms), before)
end
if step == 'end' then r.status, r.ended, r.reason = run_status, at, reason end
if r then fields[3], fields[4] = 'run', encode_run(r) end
local remembered = c.appends + 1
local excess = remembered - DEDUP_MIN_APPENDS
-- Every 16th append looks for those that may be forgotten: most pay nothing.
if excess > 0 and excess % 16 == 0 and not replaces then
  local keys, evicted, forgotten = evictable(conversation, messages, offset, excess)
  evicted_keys, remembered = keys[1] and keys, remembered - evicted
  if forgotten > 0 then fields[#fields + 1], fields[#fields + 2] = '@', format('%d', forgotten) end
end

local renews_ttl = at > c.renew_after or c.ttl ~= ttl
if renews_ttl then c.renew_after = next_renewal(at, ttl) end
local was_empty = c.count == '0'
c.layout, c.count, c.revision, c.updated, c.accessed = layout, format('%d', total), revision, at, at
c.appends, c.ttl, c.preview = format('%d', remembered), ttl, preview
record = encode(c)
write('RPUSH', messages, unpack(entries))
write('HSET', conversation, 'record', record, unpack(fields))
write('ZADD', all, at, id)
write('ZADD', index, at, id)
if step == 'begin' then write('UNLINK', pieces) end
if step == 'end' then write('PEXPIRE', pieces, run_ms) end
if evicted_keys then write('HDEL', conversation, unpack(evicted_keys)) end
if renews_ttl or was_empty or not in_all or not in_index then extend_expiry(c.renew_after + ttl, now, 2, 7) end
notify('changed', id)
return commit({ 'appended', record, r and fields[4] or '' })
