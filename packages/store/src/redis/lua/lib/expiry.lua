-- A conversation's own keys end with it. Keys shared by all of an owner's conversations live as long
-- as any of those, and up to an eighth of the ttl longer, so that few changes need to move their end.

local function lags(key, left)
  local has = call('PTTL', key)
  return has ~= -2 and has < left
end

-- Their end is only ever moved away: other conversations may end later still, when time ran ahead
-- of the clock or the ttl was shortened.
local function outlive(left, ttl, first, last)
  local longer = left + math.floor(ttl / 8)
  for i = first, last do
    if lags(KEYS[i], longer) then call('PEXPIRE', KEYS[i], text(longer)) end
  end
end

-- The same, where one of them says that it is time to: all together, so that no index ends before
-- the one that it is compared with.
local function outlive_if_needed(left, ttl, first, last)
  for i = first, last do
    if lags(KEYS[i], tonumber(left)) then return outlive(left, ttl, first, last) end
  end
end
