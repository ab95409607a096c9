-- A conversation is over when its ttl has passed since its last change, and from then on scripts say
-- that it is not there. Its keys end a little later, both at once, so that few changes need to move
-- their end. The keys that it shares with all of its owner's never end before it does.

local function is_over(updated, ttl, now)
  return now - updated > tonumber(ttl)
end

-- updated and ttl, of what decode finds: the rest would be most of the time that a list takes.
local function times_of(record)
  return string.match(record or '', '^"%a+",%d+,%d+,(%d+),%d+,%d+,%d+,(%d+),')
end

-- When the keys of a conversation end that was changed at this time.
local function end_after(at, ttl)
  return at + ttl + math.floor(math.min(ttl / 8, LONGEST_AFTERLIFE_MS))
end

-- An end is only ever moved away: other conversations may end later still, when time ran ahead of
-- the clock or the ttl was shortened.
local function keep_until(ends, now, first, last)
  for i = first, last do
    local left = call('PTTL', KEYS[i])
    if left ~= -2 and now + left < tonumber(ends) then call('PEXPIREAT', KEYS[i], ends) end
  end
end
