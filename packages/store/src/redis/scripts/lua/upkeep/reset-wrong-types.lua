-- Removes an owner's shared keys that hold a value of a wrong type, because they fail every call of the
-- owner. They hold no part of a conversation; the owner's calls go on as after an eviction.
-- KEYS  1 all conversations
--       2 active
--       3 completed
--       4 archived
--       5 external ids
--       6 starts
--       7 ages of starts
--       8 changes
--       9 deletions
-- Replies  {'reset', number of keys}

local types = { 'zset', 'zset', 'zset', 'zset', 'hash', 'hash', 'list', 'zset', 'zset' }
local wrong = {}
for i, key in ipairs(KEYS) do
  local found = call('TYPE', key).ok
  if found ~= 'none' and found ~= types[i] then wrong[#wrong + 1] = key end
end
if #wrong > 0 then write('UNLINK', unpack(wrong)) end
return commit({ 'reset', #wrong })
