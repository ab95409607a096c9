-- What the append with this operation key returned.
-- KEYS  1 conversation  2 its messages
-- ARGV  1 operation key
-- Replies  {'replayed', record, messages}  {'none'}  {'not_found'}  {'data_loss'}
-- The record has no preview: the messages that it is made from are there.

local conversation, messages = unpack(KEYS)
local record, refusal = read(conversation, messages)
if not record then return refusal end
local place = call('HGET', conversation, ARGV[1])
if not place then return { 'none' } end
local _, count, _, _, _, _, tail = decode(record)
return replay(conversation, messages, place, count, tail)
