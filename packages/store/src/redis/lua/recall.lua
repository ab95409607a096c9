-- What the append with this operation key returned.
-- KEYS  1 conversation  2 its messages
-- ARGV  1 operation key
-- Replies  {'replayed', record, messages}  {'none'}  {'not_found'}  {'data_loss'}

local conversation, messages = unpack(KEYS)
local record, refusal = read(conversation, messages)
if not record then return refusal end
local first = call('HGET', conversation, ARGV[1])
if not first then return { 'none' } end
return appends_of(conversation, messages).replay(record, first)
