-- Prepended to every script. User content is opaque to scripts: stored and returned as received,
-- never decoded.

local call, try = redis.call, redis.pcall

-- The server's clock in milliseconds, as text. All such texts have 13 digits until the year 2286,
-- so they compare as their numbers do, without the cost of a conversion.
local function clock()
  local time = call('TIME')
  return time[1] .. string.sub('00000' .. time[2], -6, -4)
end

-- The reply to a command that reads one key, or nil where the key has a value of another type. For
-- keys of conversations that the call is not about: their damage is not its error.
local function read_any(...)
  local reply = try(...)
  if type(reply) ~= 'table' or not reply.err then return reply end
  if not string.find(reply.err, 'WRONGTYPE', 1, true) then call(...) end
  return nil
end

-- The number that a stored text is; nil where it is missing or damaged.
local function integer(text)
  return text and #text < 16 and string.match(text, '^%d+$') and tonumber(text) or nil
end
