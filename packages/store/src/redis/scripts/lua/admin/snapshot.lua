-- Reads a conversation as it is stored, a page of its messages at a time. Does not count as an access.
-- KEYS  1 conversation
--       2 its messages
--       3 external ids
-- ARGV  1 id
--       2 after this seq
--       3 bytes that a page may hold
--       4 most messages of a page
-- Replies  {'snapshot', record, 'more' or 'end', external id that leads to it, or '',
--          how many texts the fields are,
--          field, value, ..., messages...}: the other fields of the hash come with the first page
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, external = unpack(KEYS)
local id, after, max_bytes, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local CHUNK = 20

local c, error_reply = find(conversation, messages, clock())
if not c then return error_reply end
local fields = {}
local hash = after == 0 and call('HGETALL', conversation) or {}
for i = 1, #hash, 2 do
  if hash[i] ~= 'record' then fields[#fields + 1], fields[#fields + 2] = hash[i], hash[i + 1] end
end
local name = read_any('HGET', external, 'i' .. id)
local leads_here = name and call('HGET', external, 'e' .. name) == id

local reply = { 'snapshot', c.record, 'end', leads_here and name or '', #fields }
for _, text in ipairs(fields) do reply[#reply + 1] = text end
local read, bytes = 0, 0
while after + read < tonumber(c.count) do
  for _, entry in ipairs(call('LRANGE', messages, after + read, after + read + CHUNK - 1)) do
    bytes = bytes + #entry
    if read > 0 and (bytes > max_bytes or read >= most) then
      reply[3] = 'more'
      return reply
    end
    reply[#reply + 1] = entry
    read = read + 1
  end
end
return reply
