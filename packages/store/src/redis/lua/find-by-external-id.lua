-- Reads the conversation that was given an external id last.
-- KEYS  1 external ids
-- ARGV  1 external id  2 prefix of conversation keys  3 suffix of the key of messages
-- Replies  {'ok', record, id}  {'not_found'}  {'data_loss'}

local external = KEYS[1]
local id = call('HGET', external, 'e' .. ARGV[1])
if not id then return { 'not_found' } end

local conversation = ARGV[2] .. id
local record, refusal = read(conversation, conversation .. ARGV[3])
if record then return { 'ok', record, id } end
if refusal[1] == 'not_found' then call('HDEL', external, 'e' .. ARGV[1], 'i' .. id) end
return refusal
