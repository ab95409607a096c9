-- Starts are remembered in two keys: a hash from dedup key to `<fingerprint> <id> <time>`, and a list of
-- `<time> <dedup key>`, oldest first.

-- Up to 16 starts that are older than the dedup window, so that no call pays for many: their dedup
-- keys, and how many entries of the list to remove. Damaged entries are removed with them.
local function evictable_starts(starts, ages, key_in_use, since)
  local entries, keys, times = 0, {}, {}
  local oldest = call('LINDEX', ages, 0)
  local is_old = function(entry) return (integer(string.match(entry, '^%d+')) or 0) < since end
  for _, entry in ipairs(oldest and is_old(oldest) and call('LRANGE', ages, 0, 15) or {}) do
    if not is_old(entry) then break end
    entries = entries + 1
    local time, key = string.match(entry, '^(%d+) (.+)$')
    if key and key ~= key_in_use then keys[#keys + 1], times[#times + 1] = key, time end
  end
  -- A dedup key that was used again since belongs to the newer start, and is kept.
  local evicted = {}
  for i, value in ipairs(#keys > 0 and call('HMGET', starts, unpack(keys)) or {}) do
    if value and string.match(value, '%d+$') == times[i] then evicted[#evicted + 1] = keys[i] end
  end
  return evicted, entries
end

-- The reply to a repeat of a start; nil if the start is older than the dedup window.
local function replay_start(remembered, fingerprint, since, now, prefix, suffix)
  local first_fingerprint, id, time = string.match(remembered, '^(%S*) (%S+) (%d+)$')
  if not time then return { 'data_loss' } end
  if tonumber(time) < since then return nil end
  if first_fingerprint ~= fingerprint then return { 'key_reused' } end
  local conversation = prefix .. id
  if is_missing(conversation, conversation .. suffix) then return { 'not_found' } end
  local record, row = unpack(read_any('HMGET', conversation, 'record', 'run') or {})
  if has_expired(record, now) then return { 'not_found' } end
  local orphaned = is_orphaned(decode_run(row), now) and 'orphaned' or ''
  return { 'replayed', time, id, row or '', orphaned }
end
