-- Adds messages to an active conversation, or answers a repeat with what the first call returned.
-- KEYS  1 conversation  2 its messages  3 all conversations  4 active  5 external ids
-- ARGV  1 id  2 operation key  3 payload digest  4 expected revision or ''  5 ttl in ms
--       6 most messages of a conversation  7 preview, as JSON
--       8 and on: messages, as JSON without the beginning that is written here
-- Replies  {'appended', record}  {'replayed', record, messages}  {'key_reused'}  {'not_found'}
--          {'revision_conflict', current}  {'not_active', status}  {'full'}  {'data_loss'}
-- The records have no preview: the caller has it, or the messages it is made from.

local conversation, messages, all, active = unpack(KEYS)
local id, key, digest, expected, ttl, cap, preview = unpack(ARGV, 1, 7)

local stored = call('HMGET', conversation, 'record', key)
local status, count, revision, updated, accessed, appends, tail = decode(stored[1])
if not status then return missing(conversation, messages) end
if stored[2] then return replay(conversation, messages, stored[2], count, tail, digest) end
if expected ~= '' and expected ~= revision then return { 'revision_conflict', revision } end
if status ~= 'active' then return { 'not_active', status } end
local added = #ARGV - 7
local total = count + added
if total > tonumber(cap) then return { 'full' } end

local at, left = time_of_change(updated, accessed, ttl)
local new_revision, ordinal = text(revision + 1), text(appends + 1)
local entries = { '[' .. at .. ',"' .. ordinal .. ' ' .. new_revision .. ' ' .. key .. digest .. '",' .. ARGV[8] }
for i = 2, added do entries[i] = '[' .. at .. ',"",' .. ARGV[7 + i] end
if call('RPUSH', messages, unpack(entries)) ~= total then
  call('LTRIM', messages, 0, -1 - added)
  return { 'data_loss' }
end

if string.find(tail, ttl .. ',', 1, true) ~= 1 then
  keep_tail(conversation, count, tail)
  tail = string.gsub(tail, '^%d+', ttl)
end
local record = encode(status, text(total), new_revision, at, at, ordinal, tail)
call('HSET', conversation, 'record', record, 'preview', preview, key, text(count + 1) .. ' ' .. text(total))
local listed = call('ZADD', all, at, id) + call('ZADD', active, at, id)
if count % 16 + added >= 16 and appends - REMEMBERED_APPENDS >= 0 then
  forget(conversation, messages, ordinal, at, 32 + added)
end

call('PEXPIRE', conversation, left)
call('PEXPIRE', messages, left)
if listed > 0 or lags(all, tonumber(left)) then outlive(left, ttl, 3, 5) end
return { 'appended', record }
