-- Reads a conversation.
-- KEYS  1 conversation  2 its messages
-- Replies  {'ok', record}  {'not_found'}  {'data_loss'}

local record, refusal = read(KEYS[1], KEYS[2])
if not record then return refusal end
return { 'ok', record }
