-- Reads a conversation, and notes that it was read. Returns its record and number of messages, or
-- nil and the reply that says why there is none: nothing is read of a conversation whose messages
-- are not all there.
local function read(conversation, messages)
  local record = call('HGET', conversation, 'record')
  local count, before, accessed, behind =
    string.match(record or '', '^%d+,"%a+",(%d+),%d+,%d+,()(%d+)()')
  if not count then return nil, missing(conversation, messages) end
  local now = clock()
  if is_over(record, now) then return nil, { 'not_found' } end
  if call('LLEN', messages) ~= tonumber(count) then return nil, { 'data_loss' } end
  if now < accessed then now = accessed end
  local noted = string.sub(record, 1, before - 1) .. now .. string.sub(record, behind)
  if write_if_master('HSET', conversation, 'record', noted) then record = noted end
  return record, count
end
