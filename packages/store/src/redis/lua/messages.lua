-- Reads a page of messages, oldest first.
-- KEYS  1 conversation  2 its messages
-- ARGV  1 limit  2 after this seq, or ''  3 before this seq, or ''; both '': the newest
-- Replies  {'ok', first seq, 'more' or 'end', createdAt of the conversation, messages...}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages = unpack(KEYS)
local limit, after, before = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local c, record = find_and_touch(conversation, messages)
if not c then return record end

local count = tonumber(c.count)
local from, to, more
if after then
  from = math.min(after, count)
  to = math.min(from + limit, count)
  more = to < count
else
  to = math.max(math.min(before or count + 1, count + 1) - 1, 0)
  from = math.max(to - limit, 0)
  more = from > 0
end
local entries = from < to and call('LRANGE', messages, from, to - 1) or {}
return { 'ok', from + 1, more and 'more' or 'end', c.created, unpack(entries) }
