-- Goes before every script. Texts that callers wrote are opaque here: stored and returned as they
-- came, never decoded. Every function that is defined costs each call of the script half a command,
-- so what few calls need is defined when it is needed.

local call = redis.call

-- The server's clock in milliseconds, as text. All such texts have 13 digits until the year 2286:
-- they compare as the numbers do, without the time that it takes to make numbers of them.
local function clock()
  local time = call('TIME')
  return time[1] .. string.sub('00000' .. time[2], -6, -4)
end
