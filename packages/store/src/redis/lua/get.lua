-- Reads a conversation.
-- KEYS  1 conversation  2 its messages
-- Replies  {'ok', record}  {'not_found'}  {'data_loss'}

local conversation, messages = unpack(KEYS)
local values, refusal = open(conversation, messages)
if not values then return refusal end
touch(conversation, values)
return { 'ok', cjson.encode(values) }
