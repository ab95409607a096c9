-- Reads a page of messages, oldest first. A page ends before it exceeds a number of bytes, but has at
-- least one message: a large page would delay all other callers of Redis and of the connection.
-- KEYS  1 conversation
--       2 its messages
-- ARGV  1 limit
--       2 after this seq, or ''
--       3 before this seq, or ''; both '': the newest
--       4 max bytes of a page
-- Replies  {'ok', first seq, 'more' or 'end', createdAt of the conversation,
--          'orphaned' if its run needs another server, or '', messages...}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

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
-- begins.
local entries, bytes, is_full = {}, 0, false
while #entries < to - from and not is_full do
  local chunk = math.min(CHUNK, to - from - #entries)
  local start = after and from + #entries or to - #entries - chunk
  local read = call('LRANGE', messages, start, start + chunk - 1)
  for i = 1, chunk do
    local entry = read[after and i or chunk + 1 - i]
    bytes = bytes + #entry
    is_full = bytes > max_bytes and #entries > 0
    if is_full then break end
    entries[#entries + 1] = entry
  end
end

if after then
  to = from + #entries
else
  from = to - #entries
  for i = 1, math.floor(#entries / 2) do
    entries[i], entries[#entries + 1 - i] = entries[#entries + 1 - i], entries[i]
  end
end
local more
if after then more = to < count else more = from > 0 end
return { 'ok', from + 1, more and 'more' or 'end', c.created, orphaned, unpack(entries) }
