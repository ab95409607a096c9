-- A conversation is over when its ttl has passed since its last change, and from then on scripts say
-- that it is not there. Its keys end a little later, both at once: a ttl after the time that its
-- record calls `fresh`. Until that time, then, it cannot be over, and no change needs to move the
-- end of a key. The keys that it shares with all of its owner's never end before it does.

local function is_over(record, now)
  if string.sub(record, 1, #now) >= now then return false end -- it begins with that time
  local updated, ttl = string.match(record, '^%d+,"%a+",%d+,%d+,(%d+),%d+,%d+,(%d+)')
  return now - updated > tonumber(ttl)
end

local function fresh_until(at, ttl)
  return string.format('%d', at + math.min(ttl / 8, LONGEST_AFTERLIFE_MS))
end

-- Ends the conversation's own keys then, and none of the shared ones earlier: other conversations may
-- end later still, when time ran ahead of the clock or the ttl was shortened.
local function keep_until(ends, now, own, last)
  for i = 1, last do
    local left = i > own and call('PTTL', KEYS[i])
    if not left or (left ~= -2 and now + left < ends) then call('PEXPIREAT', KEYS[i], ends) end
  end
end
