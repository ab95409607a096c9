-- Reads what the append with this dedup key stored.
-- KEYS  1 conversation
--       2 its messages
-- ARGV  1 dedup key
-- Replies  {'replayed', record, first seq, messages...}  {'none'}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages = unpack(KEYS)
local c, record = find_and_touch(conversation, messages)
if not c then return record end
local first = call('HGET', conversation, ARGV[1])
if not first then return { 'none' } end
return replay(record, messages, first, ARGV[1])
