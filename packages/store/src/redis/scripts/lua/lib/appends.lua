-- An append is remembered, so that a repeat is answered and not applied: the conversation's hash has
--   <dedup key>  its first seq. An append without a key has the end of its first message's id
--   @            how many messages, from the first, belong to appends that are forgotten
-- and a message begins with its offset in ms from the conversation's creation and a header: 0, or of an
-- append's first "<revision>+<messages more> <dedup key><fingerprint>", as far as it has these.

-- The offset; of a first message also how many more, the dedup key and the fingerprint. Nil: damaged.
local function parse_append_header(entry)
  local offset, header, id = string.match(entry, '^%[(%d+),"?([^",]+)"?,"(%x+)"')
  if not offset or header == '0' then return offset end
  local more, mark = string.match(header, '^%d+%+?(%d*) ?(.*)$')
  more = tonumber(more == '' and 0 or more or MAX_MESSAGES_PER_RUN)
  if more >= MAX_MESSAGES_PER_RUN then return nil end
  if mark == '' then return offset, more, string.sub(id, -DEDUP_KEY_LENGTH) end
  return offset, more, string.sub(mark, 1, DEDUP_KEY_LENGTH), string.sub(mark, DEDUP_KEY_LENGTH + 1)
end

-- Replies to a repeat. Without a caller's key, the append's first message says what is repeated.
local function replay(record, messages, first, key, fingerprint, message)
  first = integer(first) or 0
  local entry = call('LINDEX', messages, first - 1) or ''
  local _, more, its_key, known = parse_append_header(entry)
  if first == 0 or not more or its_key ~= key then return { 'data_loss' } end
  local is_same = known == fingerprint
    or not known and fingerprint == '' and string.sub(entry, -#(message or '')) == message
  if message and not is_same then return { 'key_reused' } end
  return { 'replayed', record, first, unpack(call('LRANGE', messages, first - 1, first - 1 + more)) }
end

-- The dedup keys of the oldest appends, at most `excess`, that need not be remembered; how many appends
-- that is; the new value of `@`. Each header says where the next one is, so nothing is searched.
local function evictable(messages, offset, forgotten, excess)
  local keys, evicted = {}, 0
  for _ = 1, excess do
    local entry = call('LINDEX', messages, forgotten)
    local at, more, key = parse_append_header(entry or '')
    if not entry or at and offset - at < DEDUP_WINDOW_MS then break end
    if more or not at then evicted = evicted + 1 end
    keys[#keys + 1], forgotten = key, forgotten + 1 + (more or 0)
  end
  return keys, evicted, forgotten
end
