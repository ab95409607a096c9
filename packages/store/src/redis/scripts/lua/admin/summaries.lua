-- Reads a part of an owner's conversations with their sizes, newest change first. Does not count as an
-- access, and repairs nothing.
-- KEYS  1 all conversations
-- ARGV  1 key prefix of conversations
--       2 key suffix of messages
--       3 rank to begin at
--       4 how many
-- Replies  {'summaries', time now, next rank, or -1 at the end, id, record or '', messages, bytes or '', ...}
-- The conversations' keys come from the index: they share its slot.

local all = KEYS[1]
local prefix, suffix, rank, size = unpack(ARGV)

-- Not every user may ask for it: then the size is not known.
local function bytes_of(key)
  local bytes = try('MEMORY', 'USAGE', key)
  if type(bytes) == 'table' then return nil end
  return bytes or 0
end

local ids = read_any('ZREVRANGE', all, rank, rank + size - 1) or {}
local reply = { 'summaries', clock(), #ids < tonumber(size) and -1 or rank + size }
for _, id in ipairs(ids) do
  local conversation, messages = prefix .. id, prefix .. id .. suffix
  if not is_missing(conversation, messages) then
    local own, of_messages = bytes_of(conversation), bytes_of(messages)
    local at = #reply
    reply[at + 1], reply[at + 2] = id, read_any('HGET', conversation, 'record') or ''
    reply[at + 3] = read_any('LLEN', messages) or 0
    reply[at + 4] = own and of_messages and own + of_messages or ''
  end
end
return reply
