-- Reads everything by which a conversation can be checked, whatever state it is in. Nothing is changed.
-- KEYS  1 conversation
--       2 its messages
--       3 all conversations
--       4 active
--       5 completed
--       6 archived
--       7 external ids
-- ARGV  1 id
-- Replies  {'inspected', time now, type of KEYS 1, type of KEYS 2, record or '', messages,
--          PTTL of KEYS 1 to 7, its scores in KEYS 3 to 6 or '', its external id by KEYS 7 or '',
--          field, value, ...}: the other fields of the hash

local conversation, messages, _, _, _, _, external = unpack(KEYS)
local id = ARGV[1]

local hash = read_any('HGETALL', conversation) or {}
local record, fields = '', {}
for i = 1, #hash, 2 do
  if hash[i] == 'record' then
    record = hash[i + 1]
  else
    fields[#fields + 1], fields[#fields + 2] = hash[i], hash[i + 1]
  end
end
local reply = { 'inspected', clock(), call('TYPE', conversation).ok, call('TYPE', messages).ok, record,
  read_any('LLEN', messages) or 0 }
for i = 1, 7 do reply[#reply + 1] = call('PTTL', KEYS[i]) end
for i = 3, 6 do reply[#reply + 1] = read_any('ZSCORE', KEYS[i], id) or '' end
reply[#reply + 1] = read_any('HGET', external, 'i' .. id) or ''
for _, text in ipairs(fields) do reply[#reply + 1] = text end
return reply
