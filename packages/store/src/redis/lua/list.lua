-- Reads a page of conversations by updatedAt descending, ties by id descending.
-- KEYS  1 all conversations  2 active  3 completed  4 archived  5 external ids
-- ARGV  1 which of KEYS to list  2 limit  3 updatedAt and 4 id to begin behind, or ''
--       5 prefix of conversation keys  6 suffix of messages
--       7 most dead conversations to clear away in one call  8 'check' the indexes, or ''
-- Replies  {'page', records, 'more' or 'end', dropped}  {'unfinished', dropped}: call again
--          {'damaged'}: an index is gone, rebuild it. Each record has the id behind its fields.
-- The conversations' keys come from the index: they share its slot, and the call that reads the
-- index is the only round trip.

local all, active, completed, archived, external = unpack(KEYS)
local indexes = { all, active, completed, archived }
local index, limit = indexes[tonumber(ARGV[1])], tonumber(ARGV[2])
local after, after_id, prefix, suffix = unpack(ARGV, 3, 6)
local most = tonumber(ARGV[7])

write_if_master('HDEL', external, '') -- no field has that name: on a master nothing is written

local function size(key) return call('ZCARD', key) end
local is_whole = ARGV[8] ~= 'check' or size(all) == size(active) + size(completed) + size(archived)
if not is_whole then return { 'damaged' } end

-- The rank to begin at: among equal times by halving, so that thousands of ties cost no more.
local rank = 0
if after ~= '' then
  rank = call('ZCOUNT', index, '(' .. after, '+inf')
  local last = rank + call('ZCOUNT', index, after, after)
  while rank < last do
    local middle = math.floor((rank + last) / 2)
    if call('ZREVRANGE', index, middle, middle)[1] < after_id then
      last = middle
    else
      rank = middle + 1
    end
  end
end

local now, found, dead = clock(), {}, {}
while #found <= limit and #dead < most do
  local ids = call('ZREVRANGE', index, rank, rank + limit - #found)
  if #ids == 0 then break end
  for _, id in ipairs(ids) do
    local record = call('HGET', prefix .. id, 'record')
    if record and not is_over(record, now) then
      found[#found + 1] = '[' .. record .. ',"' .. id .. '"]'
    elseif record or gone(prefix .. id, prefix .. id .. suffix) then
      dead[#dead + 1] = id
    end -- else only a part of it is left: passed over, and kept for delete and erase to find
  end
  rank = rank + #ids
end
for _, id in ipairs(dead) do
  -- First: where a moving slot ends the script here, the index still tells of what is left.
  call('UNLINK', prefix .. id, prefix .. id .. suffix)
  drop(id, indexes, external)
end
if #found <= limit and #dead >= most then return { 'unfinished', #dead } end

local more = #found > limit
found[limit + 1] = nil
return { 'page', '[' .. table.concat(found, ',') .. ']', more and 'more' or 'end', #dead }
