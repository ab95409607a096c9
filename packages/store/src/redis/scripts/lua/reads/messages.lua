-- Reads a page of messages, oldest first. A page ends before it exceeds a number of bytes, but has at
-- least one message: a large page would delay all other callers of Redis and of the connection.
-- KEYS  1 conversation
--       2 its messages
-- ARGV  1 limit
--       2 after this seq, or ''
--       3 before this seq, or ''; both '': the newest
--       4 max bytes of a page
--       5 bytes that there is room for, or '' for any number of them
-- Replies  {'ok', first seq, 'more' or 'end', createdAt of the conversation,
--          'orphaned' if its run needs another server, or '', messages...}
--          {'too_large', its bytes}  {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages = unpack(KEYS)
local limit, after, before = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local max_bytes = tonumber(ARGV[4])
local CHUNK = 20

local c, record, orphaned = find_and_touch(conversation, messages)
if not c then return record end

local count = tonumber(c.count)
local from, to
if after then
  from = math.min(after, count)
  to = math.min(from + limit, count)
else
  to = math.max(math.min(before or count + 1, count + 1) - 1, 0)
  from = math.max(to - limit, 0)
end

-- The size of an entry is known only after reading it. So read in chunks, from the end where the page
-- begins, and drop what is too much at the other end.
local entries, bytes, is_full = {}, 0, false
while #entries < to - from and not is_full do
  local chunk = math.min(CHUNK, to - from - #entries)
  local start = after and from + #entries or to - #entries - chunk
  local read = call('LRANGE', messages, start, start + chunk - 1)
  for i = 1, chunk do bytes = bytes + #read[i] end
  while bytes > max_bytes and #entries + #read > 1 do
    bytes, is_full = bytes - #table.remove(read, after and #read or 1), true
  end
  local earlier, later = read, entries
  if after then earlier, later = entries, read end
  local size = #earlier
  for i = 1, #later do earlier[size + i] = later[i] end
  entries = earlier
end
if after then to = from + #entries else from = to - #entries end

local more
if after then more = to < count else more = from > 0 end
return within(ARGV[5], { 'ok', from + 1, more and 'more' or 'end', c.created, orphaned, unpack(entries) })
