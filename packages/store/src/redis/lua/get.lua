-- Reads a conversation.
-- KEYS  1 conversation  2 its messages
-- Replies  {'ok', record, preview}  {'not_found'}  {'data_loss'}

local record, preview = read(KEYS[1], KEYS[2])
if not record then return preview end
return { 'ok', record, preview }
