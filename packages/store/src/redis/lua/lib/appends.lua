-- An append is remembered, so that a repeat is answered and not applied, in two places. Each message
-- begins with the time since the conversation's creation and a note: 0, or of an append's first one
--   <revision>                                            it was alone, and had no key
--   "<revision>+<messages more>"                          it had no key
--   "<revision>+<messages more> <operation key><digest>"
-- and the conversation's hash has
--   <operation key>  its first seq. An append without a key has the end of its first message's id
--   @<seq>           ttl and tail as they were until the change that followed this message
--   @                up to which message appends have been forgotten
local function appends_of(conversation, messages)
  -- Of any message, its time; of an append's first one also revision, how many more messages it had,
  -- its operation key, and the digest of what came with a caller's key.
  local function read_note(entry)
    local age, note, id = string.match(entry, '^%[(%d+),"?([^",]+)"?,"(%x+)"')
    if note == '0' then return age end
    local revision, more, mark = string.match(note, '^(%d+)%+?(%d*) ?(.*)$')
    if more == '' then more = '0' end
    local length = OPERATION_KEY_LENGTH
    if mark == '' then return age, revision, more, string.sub(id, -length) end
    return age, revision, more, string.sub(mark, 1, length), string.sub(mark, length + 1)
  end

  -- Ttl and tail as the append that ended with this message saw them.
  local function tail_at(last, ttl, tail)
    local found
    for _, name in ipairs(call('HKEYS', conversation)) do
      local seq = tonumber(string.match(name, '^@(%d+)$'))
      if seq and seq >= last and (not found or seq < found) then found = seq end
    end
    if not found then return ttl, tail end
    return string.match(call('HGET', conversation, '@' .. found), '^(%d+),(.*)$')
  end

  -- The reply to a repeat of the append that began with this seq. Its record has no preview: the
  -- messages that it is made from are there. Without a message it is asked for and not repeated;
  -- else its first message says what it is a repeat of where no digest of the caller's does.
  local function replay(record, first, digest, message)
    local fresh, _, count, _, _, _, _, ttl, _, tail = decode(record)
    if call('LLEN', messages) ~= tonumber(count) then return { 'data_loss' } end
    local entry = call('LINDEX', messages, first - 1)
    local age, revision, more, _, remembered = read_note(entry)
    if message and remembered ~= digest then
      if remembered or digest ~= '' or string.sub(entry, -#message) ~= message then
        return { 'key_reused' }
      end
    end
    local last = first + more
    local entries = call('LRANGE', messages, first - 1, last - 1)
    local at = string.match(tail, '^%d+') + age
    local old_ttl, old_tail = tail_at(last, ttl, tail)
    local seen = encode(fresh, 'active', last, revision, at, at, '0', old_ttl, '""', old_tail)
    return { 'replayed', seen, '[' .. table.concat(entries, ',') .. ']' }
  end

  -- Forgets appends that are neither young nor needed, the oldest first, and returns how many. It
  -- looks at a few messages at a time, more than came since it looked last, so that it keeps up and
  -- no call pays for many.
  local function forget(age, spare, many)
    local seq = tonumber(call('HGET', conversation, '@') or '0')
    local fields, forgotten = {}, 0
    for _, entry in ipairs(call('LRANGE', messages, seq, seq + many - 1)) do
      local age_then, revision, _, key = read_note(entry)
      if revision then
        if forgotten == spare or age - age_then < REMEMBERED_CHANGE_MS then break end
        forgotten = forgotten + 1
        fields[#fields + 1] = key
        fields[#fields + 1] = '@' .. seq
      end
      seq = seq + 1
    end
    if forgotten > 0 then
      call('HDEL', conversation, unpack(fields))
      call('HSET', conversation, '@', seq)
    end
    return forgotten
  end

  -- Keeps ttl and tail for the appends that saw them, when one is about to change.
  local function keep_tail(count, ttl, tail)
    if count ~= '0' then call('HSETNX', conversation, '@' .. count, ttl .. ',' .. tail) end
  end

  return { replay = replay, forget = forget, keep_tail = keep_tail }
end
