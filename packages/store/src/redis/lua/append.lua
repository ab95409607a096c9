-- Adds messages to an active conversation, or answers a repeat with what the first call returned.
-- KEYS  1 conversation  2 its messages  3 all conversations  4 active  5 external ids
-- ARGV  1 id  2 operation key  3 payload digest, or '' where the caller gave no key
--       4 expected revision or ''  5 ttl in ms  6 most messages of a conversation
--       7 preview, as JSON
--       8 and on: messages, as JSON without the beginning that is written here
-- Replies  {'appended', record}  {'replayed', record, messages}  {'key_reused'}  {'not_found'}
--          {'revision_conflict', current}  {'not_active', status}  {'full'}  {'data_loss'}

local conversation, messages, all, active = unpack(KEYS)
local id, key, digest, expected, ttl, cap, preview = unpack(ARGV, 1, 7)

local stored = call('HMGET', conversation, 'record', key)
local fresh, status, count, revision, updated, accessed, appends, old_ttl, _, tail = decode(stored[1])
if not fresh then return missing(conversation, messages) end
local now = clock()
if is_over(stored[1], now) then return { 'not_found' } end
if stored[2] then
  return appends_of(conversation, messages).replay(stored[1], stored[2], digest, ARGV[8])
end
if expected ~= '' and expected ~= revision then return { 'revision_conflict', revision } end
if status ~= 'active' then return { 'not_active', status } end
local added = #ARGV - 7
local total = count + added
if total > tonumber(cap) then return { 'full' } end

local format = string.format
local at = time_of_change(now, updated, accessed)
local age = format('%d', at - string.match(tail, '^%d+'))
revision = format('%d', revision + 1)
local note = revision
if digest ~= '' then
  note = '"' .. note .. '+' .. added - 1 .. ' ' .. key .. digest .. '"'
elseif added > 1 then
  note = '"' .. note .. '+' .. added - 1 .. '"'
end
local entries = { '[' .. age .. ',' .. note .. ',' .. ARGV[8] }
for i = 2, added do entries[i] = '[' .. age .. ',0,' .. ARGV[7 + i] end
if call('RPUSH', messages, unpack(entries)) ~= total then
  call('LTRIM', messages, 0, -1 - added)
  return { 'data_loss' }
end

local remembered = appends + 1
if remembered > REMEMBERED_APPENDS and count % 16 + added >= 16 then
  local spare = remembered - REMEMBERED_APPENDS
  remembered = remembered - appends_of(conversation, messages).forget(age, spare, 32 + added)
end
local moves = at > fresh or old_ttl ~= ttl
if moves then fresh = fresh_until(at, ttl) end
if old_ttl ~= ttl then appends_of(conversation, messages).keep_tail(count, old_ttl, tail) end
local first = format('%d', count + 1)
local last, appends = first, format('%d', remembered)
if added > 1 then last = format('%d', total) end
local record = encode(fresh, status, last, revision, at, at, appends, ttl, preview, tail)
call('HSET', conversation, 'record', record, key, first)
local listed = call('ZADD', all, at, id) + call('ZADD', active, at, id)
if moves or listed > 0 or count == '0' then keep_until(fresh + ttl, now, 2, 5) end
return { 'appended', record }
