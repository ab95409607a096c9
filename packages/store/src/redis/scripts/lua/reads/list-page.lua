-- Reads a page of conversations as they are stored, by updatedAt descending, ties by id descending. The
-- caller parses the records anyway, so it checks them, with what this adds. Where they disagree with an
-- index, list.lua reads and repairs.
-- KEYS  1 all conversations
--       2 active
--       3 completed
--       4 archived
--       5 external ids
-- ARGV  1 which of KEYS to read
--       2 how many: one more than the page has, to know whether there is a next one
--       3 updatedAt of the position to begin after, or ''
--       4 id of that position, or ''
--       5 key prefix of conversations
--       6 key suffix of messages
-- Replies  {'page', time, score of the page's last conversation or '' if there is no next page, for each
--          conversation the digit of KEYS of another index that lists it, ids by line, records by NUL}
--          {'index_incomplete'}

local all, active, completed, archived, external = unpack(KEYS)
local indexes = { all, active, completed, archived }
local index, wanted = indexes[tonumber(ARGV[1])], tonumber(ARGV[2])
local after, after_id, prefix, suffix = unpack(ARGV, 3, 6)

assert_on_master(external)
if not are_equally_large(indexes) then return { 'index_incomplete' } end

local function range(of, size)
  local rank = after ~= '' and rank_of(of, after, after_id) or 0
  return call('ZREVRANGE', of, rank, rank + size - 1)
end

local now = clock()
local ids, places, records = range(index, wanted), {}, {}
local count = #ids
for i = 1, count do
  local id = ids[i]
  local record = read_any('HGET', prefix .. id, 'record')
  if not record and is_missing(prefix .. id, prefix .. id .. suffix) then return { 'index_incomplete' } end
  records[i], places[id] = record or '', i
end

-- If the indexes agree, those of each status follow each other in its index too. So a range or two find
-- them all, with fewer commands than a lookup for each.
local others, left = {}, count
for which = index == all and 2 or 1, index == all and 4 or 1 do
  for _, id in ipairs(left > 0 and range(indexes[which], left) or {}) do
    local place = places[id]
    if place and not others[place] then others[place], left = which, left - 1 end
  end
end
for i = 1, left > 0 and count or 0 do
  -- Between two of one status there may be any number of others.
  if not others[i] and (index == all or not call('ZSCORE', all, ids[i])) then return { 'index_incomplete' } end
  others[i] = others[i] or 1
end

local score = count == wanted and call('ZSCORE', index, ids[wanted - 1]) or ''
return { 'page', now, score, table.concat(others), table.concat(ids, '\n'), table.concat(records, '\0') }
