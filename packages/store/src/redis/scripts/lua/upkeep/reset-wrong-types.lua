-- Removes an owner's keys that hold a value of another type than the layout's: no call of the owner
-- could go on. Nothing of a conversation is in them, and what is goes on as after an eviction.
-- KEYS  1 to 4 indexes  5 external ids  6 starts  7 ages of starts  8 changes  9 deletions
-- Replies  {'reset', how many keys}

local types = { 'zset', 'zset', 'zset', 'zset', 'hash', 'hash', 'list', 'zset', 'zset' }
local wrong = {}
for i, key in ipairs(KEYS) do
  local found = call('TYPE', key).ok
  if found ~= 'none' and found ~= types[i] then wrong[#wrong + 1] = key end
end
if #wrong > 0 then write('UNLINK', unpack(wrong)) end
return commit({ 'reset', #wrong })
