-- Appends are remembered so that a repeat is replayed and not applied twice. The conversation's hash has
--   <dedup key>  its first seq, or the time of the truncation that removed it, as a negative number. An
--                append without a key has the end of its first message's id
--   @            how many messages, from the first, belong to evicted appends
-- A message begins with its offset in ms from the conversation's creation, and a header: 0, or for the
-- first message of an append "<revision>+<messages more> <dedup key><fingerprint>", as far as it has these. The
-- fingerprint is removed when one of its messages is redacted: it would confirm a guess of the text.

-- The offset; for a first message also the number of more messages, the dedup key, the fingerprint and
-- the id. Nil if the entry is damaged.
local function parse_append_header(entry)
  local offset, header, id = string.match(entry, '^%[(%d+),"?([^",]+)"?,"(%x+)"')
  if not offset or header == '0' then return offset end
  local more, mark = string.match(header, '^%d+%+?(%d*) ?(.*)$')
  more = tonumber(more == '' and 0 or more or MAX_MESSAGES_PER_RUN)
  if more >= MAX_MESSAGES_PER_RUN then return nil end
  if mark == '' then return offset, more, string.sub(id, -DEDUP_KEY_LENGTH), nil, id end
  return offset, more, string.sub(mark, 1, DEDUP_KEY_LENGTH), string.sub(mark, DEDUP_KEY_LENGTH + 1), id
end

local function append_header(revision, added, key, fingerprint)
  if added == 1 and fingerprint == '' then return revision end
  local mark = fingerprint ~= '' and ' ' .. key .. fingerprint or ''
  return '"' .. revision .. '+' .. added - 1 .. mark .. '"'
end

-- Returns the seq and the entry of the first message of the append that stored this one; nil where that
-- append is not remembered, because it was cut.
local function first_of_append(messages, seq, entry)
  for first = seq, math.max(seq - MAX_MESSAGES_PER_RUN + 1, 1), -1 do
    if first < seq then entry = call('LINDEX', messages, first - 1) end
    local _, more = parse_append_header(entry)
    if more and first + more >= seq then return first, entry end
    if more then return nil end
  end
end

-- The entry with header 0, as if its append were not remembered.
local function without_header(entry)
  return (string.gsub(entry, '^(%[%d+,)"?[^",]+"?,', '%10,'))
end

local function without_fingerprint(entry)
  return (string.gsub(entry, '^(%[%d+,"[^",]* ' .. string.rep('.', DEDUP_KEY_LENGTH) .. ')[^",]*', '%1'))
end

-- The reply to a repeat. Without a caller's key, the first message's id tells a repeat from another
-- append.
local function replay(record, messages, first, key, fingerprint, message)
  if string.find(first, '^%-') then return { 'messages_removed' } end
  first = integer(first) or 0
  local entry = call('LINDEX', messages, first - 1) or ''
  local _, more, its_key, known, id = parse_append_header(entry)
  if first == 0 or not more or its_key ~= key then return { 'data_loss' } end
  local is_same = known == fingerprint or known == ''
    or not known and fingerprint == '' and id == string.match(message or '', '^"(%x+)"')
  if message and not is_same then return { 'key_reused' } end
  return { 'replayed', record, first, unpack(call('LRANGE', messages, first - 1, first - 1 + more)) }
end

-- The oldest appends outside the dedup window: their dedup keys, their number, and the new value of `@`.
-- Each header says where the next append begins, so nothing is searched. At most 33, so that none pays
-- for many; then one more than twice 16 are gone, and the next append is a 16th again.
local function evictable(conversation, messages, offset, excess)
  local keys, evicted, forgotten = {}, 0, integer(call('HGET', conversation, '@')) or 0
  for _ = 1, math.min(excess, 33) do
    local entry = call('LINDEX', messages, forgotten)
    local at, more, key = parse_append_header(entry or '')
    if not entry or at and offset - at < DEDUP_WINDOW_MS then break end
    if more or not at then evicted = evicted + 1 end
    keys[#keys + 1], forgotten = key, forgotten + 1 + (more or 0)
  end
  return keys, evicted, forgotten
end
