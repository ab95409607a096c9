-- Reads the conversation that was given an external id last.
-- KEYS  1 external ids  2 all conversations
-- ARGV  1 external id  2 prefix of conversation keys  3 suffix of the key of messages
-- Replies  {'ok', record, id}  {'not_found'}  {'data_loss'}  {'newer_layout'}
--          {'unsure'}: the index may have been evicted, so rebuild it and ask again

local external, all = unpack(KEYS)
local id = call('HGET', external, 'e' .. ARGV[1])
if not id then
  local is_whole = call('HEXISTS', external, WHOLE) == 1 or call('ZCARD', all) == 0
  return { is_whole and 'not_found' or 'unsure' }
end

local conversation = ARGV[2] .. id
local c, record = find_and_touch(conversation, conversation .. ARGV[3])
if c then return { 'ok', record, id } end
if record[1] == 'not_found' then
  write('HDEL', external, 'e' .. ARGV[1], 'i' .. id)
  try_commit()
end
return record
