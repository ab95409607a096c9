-- Adds messages to an active conversation, or answers a repeat with what the first call stored.
-- KEYS  1 conversation  2 its messages  3 all conversations  4 active  5 external ids
-- ARGV  1 id  2 dedup key  3 payload fingerprint, or '' where the caller gave no key
--       4 expected revision or ''  5 ttl in ms  6 most messages of a conversation
--       7 preview, as JSON  8 layout to write
--       9 and on: messages, as JSON without the beginning that is written here
-- Replies  {'appended', record}  {'replayed', record, first seq, messages...}  {'key_reused'}
--          {'not_found'}  {'revision_conflict', current}  {'not_active', status}  {'full'}
--          {'data_loss'}  {'newer_layout'}

local conversation, messages, all, active = unpack(KEYS)
local id, key, fingerprint, expected, ttl, cap, preview, layout = unpack(ARGV, 1, 8)
local format = string.format

local now = clock()
local record, first, forgotten = unpack(call('HMGET', conversation, 'record', key, '@'))
local c, refusal = check(conversation, messages, now, record)
if not c then return refusal end
if first then return replay(record, messages, first, key, fingerprint, ARGV[9]) end
if expected ~= '' and expected ~= c.revision then return { 'revision_conflict', c.revision } end
if c.status ~= 'active' then return { 'not_active', c.status } end
local added = #ARGV - 8
local total = c.count + added
if total > tonumber(cap) then return { 'full' } end
local is_listed = call('ZSCORE', all, id) and call('ZSCORE', active, id)

local at = time_of_change(c, now)
local offset = format('%d', at - c.created)
local revision = format('%d', c.revision + 1)
local header = revision
if added > 1 or fingerprint ~= '' then
  local mark = fingerprint ~= '' and ' ' .. key .. fingerprint or ''
  header = '"' .. revision .. '+' .. added - 1 .. mark .. '"'
end
local entries = { '[' .. offset .. ',' .. header .. ',' .. ARGV[9] }
for i = 2, added do entries[i] = '[' .. offset .. ',0,' .. ARGV[8 + i] end

local fields, evicted_keys = { key, format('%d', c.count + 1) }, {}
local remembered = c.appends + 1
-- A few at a time and not in every append, so that few appends pay and none pays for many.
if remembered >= DEDUP_MIN_APPENDS + 16 then
  local keys, evicted, seq =
    evictable(messages, offset, integer(forgotten) or 0, math.min(remembered - DEDUP_MIN_APPENDS, 32))
  remembered = remembered - evicted
  if seq > 0 then fields[3], fields[4] = '@', format('%d', seq) end
  evicted_keys = keys
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
write('ZADD', active, at, id)
if #evicted_keys > 0 then write('HDEL', conversation, unpack(evicted_keys)) end
if renews_ttl or was_empty or not is_listed then extend_expiry(c.renew_after + ttl, now, 2, 5) end
return commit({ 'appended', record })
