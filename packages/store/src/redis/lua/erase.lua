-- Removes a number of an owner's conversations, and once there are none, all else of the owner.
-- KEYS  1 all conversations  2 active  3 completed  4 archived  5 external ids
--       6 starts  7 ages of starts  8 changes
-- ARGV  1 how many  2 prefix of conversation keys  3 suffix of the key of messages
-- Replies  {'more' or 'done', conversations, messages}: those that were not over
-- The conversations' keys come from the indexes, whose slot they share.

local size, prefix, messages_suffix = ARGV[1], ARGV[2], ARGV[3]
local conversations, messages = 0, 0
local now = clock()

for index = 1, 4 do
  for _, id in ipairs(call('ZRANGE', KEYS[index], 0, size - 1)) do
    local conversation = prefix .. id
    local record = call('HGET', conversation, 'record')
    local length = call('LLEN', conversation .. messages_suffix)
    local removed = call('UNLINK', conversation, conversation .. messages_suffix)
    if removed > 0 and not (record and is_over(record, now)) then
      conversations = conversations + 1
      messages = messages + length
    end
    for other = 1, 4 do call('ZREM', KEYS[other], id) end
  end
end
for index = 1, 4 do
  if call('EXISTS', KEYS[index]) == 1 then return { 'more', conversations, messages } end
end
call('UNLINK', unpack(KEYS))
return { 'done', conversations, messages }
