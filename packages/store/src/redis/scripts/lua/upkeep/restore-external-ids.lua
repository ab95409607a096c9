-- Adds external ids that the index lacks since it was evicted. The caller read them from the
-- conversations, last changed first; scripts cannot, because they are JSON there.
-- KEYS  1 external ids
-- ARGV  1 'whole' if these are the last, or ''
--       2 ttl in ms
--       3 and on: ids, each followed by its external id
-- Replies  {'restored', number of external ids}

local external = KEYS[1]
local restored = 0
local left = call('PTTL', external)
local is_taken = {}
for i = 3, #ARGV, 2 do
  local id, name = ARGV[i], 'e' .. ARGV[i + 1]
  if not is_taken[name] and call('HEXISTS', external, name) == 0 then
    is_taken[name] = true
    restored = restored + 1
    write('HSET', external, name, id, 'i' .. id, ARGV[i + 1])
  end
end
if ARGV[1] == 'whole' then write('HSET', external, WHOLE, '') end
if left < tonumber(ARGV[2]) then write('PEXPIRE', external, ARGV[2]) end
return { 'restored', try_commit() and restored or 0 }
