-- A start is remembered in two keys: a hash has by dedup key `<fingerprint> <id> <time>`, and a list has
-- `<time> <dedup key>`, oldest first.

-- A few starts that need not be remembered any more, at a time, so that no call pays for many: their
-- dedup keys, and how many entries of the list these are. Damaged entries go with them.
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
  -- A key that was used again since is remembered for the newer start.
  local evicted = {}
  for i, value in ipairs(#keys > 0 and call('HMGET', starts, unpack(keys)) or {}) do
    if value and string.match(value, '%d+$') == times[i] then evicted[#evicted + 1] = keys[i] end
  end
  return evicted, entries
end
