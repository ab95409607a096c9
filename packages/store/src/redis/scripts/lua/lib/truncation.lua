-- Removes every message after the seq `after`. The appends that stored them stay remembered as
--   <dedup key>  -<time of the truncation>
-- so that a repeat is not applied again. Regenerations of removed messages stay remembered as `r-<time>`,
-- apart from them: they do not count among the newest appends.
-- Call `truncate` before `stamp`: it sets the conversation's `count` and `appends`; the caller writes the
-- record. Where there is nothing to remove it writes nothing, and returns the dedup keys to forget.

local SEQ_OF_APPEND, REMOVED_AT = '^%d+$', '^%-(%d+)$'
-- `r<seq> <time>`. The second also matches `r-<time>`, of a message that was removed.
local REGENERATED, REGENERATION = '^r(%d+) %d+$', '^r(%d*)[ -](%d+)$'

-- The id of the entry's message if its role is user, else nil.
local function id_of_user_message(entry)
  return string.match(entry, '^%[%d+,[^,]+,"(%x+)",0,')
end

-- The time of the newest truncation whose appends may be forgotten: enough were removed after them.
-- `counts`: of how many each truncation is remembered, by its time; `kept`: how many are removed now.
local function newest_to_forget(counts, kept)
  local times = {}
  for at in pairs(counts) do times[#times + 1] = at end
  table.sort(times)
  for i = #times, 1, -1 do
    if kept >= DEDUP_MIN_APPENDS then return times[i] end
    kept = kept + counts[times[i]]
  end
  return ''
end

-- The dedup keys of appends after `after`; those that may be forgotten; the newest append up to `after`;
-- the dedup keys of regenerations of messages after `after`.
local function appends_by_place(hash, after, now)
  local removed, counts, aged, outdated, last, regenerations = {}, {}, {}, {}, { seq = 0 }, {}
  for i = 1, #hash, 2 do
    local key, value = hash[i], hash[i + 1]
    local at = #key == DEDUP_KEY_LENGTH and string.match(value, REMOVED_AT)
    if at then
      counts[at] = (counts[at] or 0) + 1
      if now - at > DEDUP_WINDOW_MS then aged[#aged + 1] = { at, key } end
    elseif #key == DEDUP_KEY_LENGTH and string.match(value, SEQ_OF_APPEND) then
      local seq = tonumber(value)
      if seq > after then removed[#removed + 1] = key end
      if seq <= after and seq > last.seq then last = { seq = seq, key = key } end
    elseif #key == DEDUP_KEY_LENGTH then
      local seq, time = string.match(value, REGENERATION)
      if seq and (tonumber(seq) or 0) > after then
        regenerations[#regenerations + 1] = key
      elseif seq and now - time > DEDUP_WINDOW_MS then
        outdated[#outdated + 1] = key
      end
    end
  end
  local newest = #aged > 0 and newest_to_forget(counts, #removed)
  for _, each in ipairs(aged) do
    if each[1] <= newest then outdated[#outdated + 1] = each[2] end
  end
  return removed, outdated, last, regenerations
end

local function in_batches(values, size, use)
  for from = 1, #values, size do
    use(unpack(values, from, math.min(from + size - 1, #values)))
  end
end

local function truncate(conversation, messages, pieces, c, after, now)
  local removed, outdated, last, regenerations = appends_by_place(call('HGETALL', conversation), after, now)
  if after >= tonumber(c.count) then return outdated end
  local forgotten, row = unpack(call('HMGET', conversation, '@', 'removed'))
  call('LLEN', pieces)
  local revision = string.format('%d', c.revision + 1)
  write('HSET', conversation, 'removed', add_removal(row, revision, 't', after))
  -- An append that is cut in its middle counts as removed.
  local entry = last.key and call('LINDEX', messages, last.seq - 1) or ''
  local _, more = parse_append_header(entry)
  if more and last.seq + more > after then
    removed[#removed + 1] = last.key
    write('LSET', messages, last.seq - 1, without_header(entry))
  end
  local marks = {}
  for _, key in ipairs(removed) do marks[#marks + 1], marks[#marks + 2] = key, '-' .. now end
  for _, key in ipairs(regenerations) do marks[#marks + 1], marks[#marks + 2] = key, 'r-' .. now end
  in_batches(marks, 1000, function(...) write('HSET', conversation, ...) end)
  in_batches(outdated, 1000, function(...) write('HDEL', conversation, ...) end)
  if (integer(forgotten) or 0) > after then
    write('HSET', conversation, '@', string.format('%d', after))
  end
  if after > 0 then write('LTRIM', messages, 0, after - 1) else write('UNLINK', messages) end
  local r = decode_run(c.run)
  if r and tonumber(r.seq) > after then
    write('HDEL', conversation, 'run')
    write('UNLINK', pieces)
  end
  c.count, c.appends = string.format('%d', after), string.format('%d', math.max(c.appends - #removed, 0))
  return {}
end

-- A run begins only in place of a user's message; other appends replace any.
local function is_replaceable(entry, step)
  return entry and (step ~= 'begin' or id_of_user_message(entry))
end
