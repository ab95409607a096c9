-- Reads the conversation that was given an external id last.
-- KEYS  1 external ids  2 all conversations
-- ARGV  1 external id  2 the same as JSON  3 prefix of conversation keys
--       4 suffix of the key of messages
-- Replies  {'ok', record, id}  {'not_found'}  {'data_loss'}  {'newer_layout'}
--          {'unsure'}: the index was evicted or is damaged, so ask the conversations, and rebuild it

local external, all = unpack(KEYS)
local name = ARGV[1]
local id = call('HGET', external, 'e' .. name)
if not id then
  local is_whole = call('HEXISTS', external, WHOLE) == 1 or call('ZCARD', all) == 0
  return { is_whole and 'not_found' or 'unsure' }
end

local conversation = ARGV[3] .. id
local now = clock()
local c, refusal = find(conversation, conversation .. ARGV[4], now)
local leads_back = call('HGET', external, 'i' .. id) == name
if c and string.match(c.caller_fields, '^[^\n]*\n,[^\n]*\n,([^\n]*)') == ARGV[2] then
  return { 'ok', touch(conversation, c, now), id }
end
if c or not leads_back then
  write('HDEL', external, 'e' .. name, WHOLE)
  try_commit()
  return { 'unsure' }
end
if refusal[1] == 'not_found' then
  write('HDEL', external, 'e' .. name, 'i' .. id)
  try_commit()
end
return refusal
