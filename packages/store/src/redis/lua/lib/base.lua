-- Goes before every script. Texts that callers wrote are opaque here: stored and returned as they
-- came, never decoded. Numbers may become text: Lua prints 14 digits, and times have 13 of them.

local call = redis.call

-- The server's clock in milliseconds, as text. All such texts have 13 digits until the year 2286:
-- they compare as the numbers do.
local function clock()
  local time = call('TIME')
  return time[1] .. string.sub(1000000 + time[2], 2, 4)
end

-- Whether nothing is left of a conversation. Asked of two keys at once: while a slot moves to
-- another node, a single key that is not there yet looks like none, but a command of two is refused.
local function gone(conversation, messages)
  return call('EXISTS', conversation, messages) == 0
end
