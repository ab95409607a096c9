-- Prepended to every script. User content is opaque to scripts: it is stored and returned as
-- received, and never decoded.

local call, try = redis.call, redis.pcall

-- The server's clock in milliseconds, as text. Until the year 2286 it has 13 digits, so texts compare
-- as their numbers do and need no conversion.
local function clock()
  local time = call('TIME')
  return time[1] .. string.sub('00000' .. time[2], -6, -4)
end

-- The reply of a read; or that it has more bytes than there is room for, '' being any number of them.
-- The caller then reads again when there is room; see read-pool.ts.
local function within(room, reply)
  if room == '' then return reply end
  local bytes = 0
  for i = 1, #reply do bytes = bytes + string.len(reply[i]) end
  if bytes <= tonumber(room) then return reply end
  return { 'too_large', bytes }
end

-- The reply of a command that reads one key; nil if the key holds another type. Use it for other
-- conversations' keys: damage of one of them must not fail this call.
local function read_any(...)
  local reply = try(...)
  if type(reply) ~= 'table' or not reply.err then return reply end
  if not string.find(reply.err, 'WRONGTYPE', 1, true) then call(...) end
  return nil
end

-- A stored text as a number; nil if it is missing or damaged.
local function integer(text)
  return text and #text < 16 and string.match(text, '^%d+$') and tonumber(text) or nil
end
