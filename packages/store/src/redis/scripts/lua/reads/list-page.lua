-- Reads a page of conversations as they are stored, by updatedAt descending, ties by id descending. The
-- caller parses the records anyway, so it checks them, with what this adds. Where they disagree with an
-- index, list.lua reads and repairs.
-- KEYS  1 all conversations
--       2 active
--       3 completed
--       4 archived
--       5 external ids
-- ARGV  1 which of KEYS to read
--       2 how many conversations a page has; one more is read, to know whether there is a next one
--       3 updatedAt of the position to begin after, or ''
--       4 id of that position, or ''
--       5 key prefix of conversations
--       6 key suffix of messages
--       7 bytes that there is room for, or '' for any number of them
-- Replies  {'page', time, score of the page's last conversation or '' if there is no next page, for each
--          conversation the digit of KEYS of another index that lists it, their ids by line, records...}
--          {'too_large', its bytes}  {'index_incomplete'}

local all, active, completed, archived, external = unpack(KEYS)
local indexes = { all, active, completed, archived }
local which, limit, after, after_id, prefix, suffix = unpack(ARGV)
local index, size = indexes[tonumber(which)], tonumber(limit)

assert_on_master(external)
if not are_equally_large(indexes) then return { 'index_incomplete' } end

-- Ranks are texts, because Redis prints numbers as floats, which costs as much as a short command.
local function range(of)
  local first, last = '0', limit
  if after ~= '' then
    local rank = rank_of(of, after, after_id)
    first, last = string.format('%d', rank), string.format('%d', rank + size)
  end
  return call('ZREVRANGE', of, first, last)
end

local ids, places = range(index), {}
local reply = { 'page', clock(), '', '', table.concat(ids, '\n') }
for i = 1, #ids do
  local id = ids[i]
  local record = read_any('HGET', prefix .. id, 'record')
  if not record and is_missing(prefix .. id, prefix .. id .. suffix) then return { 'index_incomplete' } end
  reply[5 + i], places[id] = record or '', i
end

-- If the indexes agree, the conversations of a status follow each other in its index too. So a range of
-- each finds them all, with fewer commands than a lookup for each conversation.
local others, left = {}, #ids
for _, other in ipairs(index == all and { '2', '3', '4' } or { '1' }) do
  for _, id in ipairs(left > 0 and range(indexes[tonumber(other)]) or {}) do
    local place = places[id]
    if place and not others[place] then others[place], left = other, left - 1 end
  end
end
for i = 1, left > 0 and #ids or 0 do
  -- Between two conversations of one status there may be any number of others.
  if not others[i] and (index == all or not call('ZSCORE', all, ids[i])) then return { 'index_incomplete' } end
  others[i] = others[i] or '1'
end

reply[3], reply[4] = #ids > size and call('ZSCORE', index, ids[size]) or '', table.concat(others)
return within(ARGV[7], reply)
