-- Reads conversations by updatedAt descending, ties by id descending.
-- KEYS  1 all conversations
--       2 active
--       3 completed
--       4 archived
--       5 external ids
-- ARGV  1 which of KEYS to read
--       2 status, or '' for all
--       3 how many
--       4 updatedAt of the position to begin after, or ''
--       5 id of that position, or ''
--       6 key prefix of conversations
--       7 key suffix of messages
--       8 max ids to look at
--       9 'checked' if the indexes must agree, or '' to read this one as it is
-- Replies  {'page', 'more' or 'end', updatedAt and id it ends at, removed, unreadable, id, record, ...}
--          {'index_incomplete'}: rebuild the indexes, or read unchecked if writes are rejected
-- Conversation ids come from the index, whose slot the keys share, so that one round trip is enough.

local all, active, completed, archived, external = unpack(KEYS)
local indexes = { all, active, completed, archived }
local by_status = { active = active, completed = completed, archived = archived }
local index, status, limit = indexes[tonumber(ARGV[1])], ARGV[2], tonumber(ARGV[3])
local after, after_id, prefix, suffix = unpack(ARGV, 4, 7)
local checks = ARGV[9] == 'checked'

assert_on_master(external)

if checks then
  if not are_equally_large(indexes) then return { 'index_incomplete' } end
elseif not read_any('ZCARD', index) then
  return { 'page', 'end', after, after_id, 0, 0 }
end

local rank = after ~= '' and rank_of(index, after, after_id) or 0

local now, found, stale, unreadable_ones, looked_at = clock(), {}, 0, 0, 0
local most, is_end = tonumber(ARGV[8]), false
while #found < 2 * limit and looked_at < most and not is_end do
  local wanted = math.min(limit - #found / 2, most - looked_at)
  local ids = call('ZREVRANGE', index, rank, rank + wanted - 1, 'WITHSCORES')
  is_end = #ids < 2 * wanted
  for i = 1, #ids, 2 do
    local id, score = ids[i], ids[i + 1]
    local record = read_any('HGET', prefix .. id, 'record')
    local renew_after, its_status, updated, ttl = columns(record or '')
    local has_status = its_status and (status == '' or its_status == status)
    if its_status and checks then
      local other = index == all and by_status[its_status] or all
      local agree = has_status and updated == score and call('ZSCORE', other, id) == score
      if not agree then return { 'index_incomplete' } end
    end
    if has_status and not is_expired(renew_after, updated, ttl, now) then
      found[#found + 1], found[#found + 2] = id, record
    elseif not record and is_missing(prefix .. id, prefix .. id .. suffix) then
      -- An expired conversation leaves its id in two indexes. Any other number means damage: some other
      -- id may be missing.
      local count = remove_from_indexes(id, indexes, external)
      if checks and (count ~= 2 or #id ~= 36) then return { 'index_incomplete' } end
      stale = stale + 1
    elseif not its_status then
      unreadable_ones = unreadable_ones + 1
    end
    after, after_id = score, id
  end
  rank, looked_at = rank + #ids / 2, looked_at + #ids / 2
end

local removed = try_commit() and stale or 0
return { 'page', is_end and 'end' or 'more', after, after_id, removed, unreadable_ones, unpack(found) }
