-- What the append with this operation key returned.
-- KEYS  1 conversation  2 its messages  3 its appends
-- ARGV  1 operation key
-- Replies  {'replayed', record, messages}  {'none'}  {'not_found'}  {'data_loss'}
-- The record has no preview: the messages that it is made from are there.

local conversation, messages, appends = unpack(KEYS)
local values, refusal = open(conversation, messages)
if not values then return refusal end
touch(conversation, values)
local remembered = call('HGET', appends, ARGV[1])
if not remembered then return { 'none' } end
local first, last, record = string.match(remembered, '^%S+ (%d+) (%d+) (.*)$')
local entries = call('LRANGE', messages, first - 1, last - 1)
return { 'replayed', record, '[' .. table.concat(entries, ',') .. ']' }
