-- Reads the conversation to which an external id was given last.
-- KEYS  1 external ids
--       2 all conversations
-- ARGV  1 external id
--       2 the same as JSON
--       3 key prefix of conversations
--       4 key suffix of messages
-- Replies  {'ok', record, id}  {'not_found'}  {'data_loss'}  {'newer_layout'}
--          {'unsure'}: the index was evicted or is damaged; rebuild it from the conversations

local external, all = unpack(KEYS)
local name = ARGV[1]
local id = call('HGET', external, 'e' .. name)
if not id then
  local is_whole = call('HEXISTS', external, WHOLE) == 1 or call('ZCARD', all) == 0
  return { is_whole and 'not_found' or 'unsure' }
end

local conversation = ARGV[3] .. id
local now = clock()
local c, error_reply = find(conversation, conversation .. ARGV[4], now)
local leads_back = call('HGET', external, 'i' .. id) == name
if c and string.match(c.caller_fields, '^[^\n]*\n,[^\n]*\n,([^\n]*)') == ARGV[2] then
  return { 'ok', touch(conversation, c, now), id }
end
if c or not leads_back then
  write('HDEL', external, 'e' .. name, WHOLE)
  try_commit()
  return { 'unsure' }
end
if error_reply[1] == 'not_found' then
  write('HDEL', external, 'e' .. name, 'i' .. id)
  try_commit()
end
return error_reply
