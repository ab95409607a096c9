-- An append is remembered, so that a repeat is answered and not applied, in two places: the first of
-- its messages begins with its time and `<ordinal> <revision> <operation key><payload digest>`, and
-- the conversation's hash has
--   <operation key>  `<first seq> <last seq>`
--   @<seq>           the record's tail as it was until the change that followed this message
--   @                up to which message appends have been forgotten

local KEY_LENGTH = 16

-- Keeps a record's tail for the appends that saw it, when it is about to change.
local function keep_tail(conversation, count, tail)
  if count ~= '0' then call('HSETNX', conversation, '@' .. count, tail) end
end

-- The tail as the append that ended with this message saw it.
local function tail_at(conversation, last, tail)
  local found
  for _, name in ipairs(call('HKEYS', conversation)) do
    local seq = tonumber(string.match(name, '^@(%d+)$'))
    if seq and seq >= tonumber(last) and (not found or seq < found) then found = seq end
  end
  return found and call('HGET', conversation, '@' .. text(found)) or tail
end

-- The reply to a repeat of the append that stored these messages. Its record has no preview: the
-- messages that it is made from are there. A digest of nil is not compared.
local function replay(conversation, messages, place, count, tail, digest)
  if call('LLEN', messages) ~= tonumber(count) then return { 'data_loss' } end
  local first, last = string.match(place, '^(%d+) (%d+)$')
  local entries = call('LRANGE', messages, first - 1, last - 1)
  local at, ordinal, revision, mark = string.match(entries[1], '^%[(%d+),"(%d+) (%d+) ([^"]+)"')
  if digest and string.sub(mark, KEY_LENGTH + 1) ~= digest then return { 'key_reused' } end
  local record = encode('active', last, revision, at, at, ordinal, tail_at(conversation, last, tail))
  return { 'replayed', record, '[' .. table.concat(entries, ',') .. ']' }
end

-- Forgets appends that are neither among the newest nor young. It looks at a few messages at a
-- time, more than came since it looked last, so that it keeps up and no call pays for many.
local function forget(conversation, messages, newest, now, many)
  local seq = tonumber(call('HGET', conversation, '@') or '0')
  local last_ordinal = newest - REMEMBERED_APPENDS
  local fields = {}
  for _, entry in ipairs(call('LRANGE', messages, seq, seq + many - 1)) do
    local at, ordinal, mark = string.match(entry, '^%[(%d+),"(%d+) %d+ ([^"]+)"')
    if at and (tonumber(ordinal) > last_ordinal or now - at < REMEMBERED_CHANGE_MS) then break end
    if at then
      fields[#fields + 1] = string.sub(mark, 1, KEY_LENGTH)
      fields[#fields + 1] = '@' .. text(seq)
    end
    seq = seq + 1
  end
  if #fields > 0 then
    call('HDEL', conversation, unpack(fields))
    call('HSET', conversation, '@', text(seq))
  end
end
