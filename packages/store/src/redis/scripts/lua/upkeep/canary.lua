-- Tests whether a change can be made now, and which commands the user may not run. Each command is
-- tried on a string, on which none has a lasting effect. Nothing remains.
-- KEYS  1 a key like a conversation's
--       2 a key like an owner's
--       3 a key like a rate limit's
-- ARGV  1 commands to try, one a line, each with its arguments after the key
--       2 commands without a key, one a line
-- Replies  {'written', time in ms, commands that the user may not run}

local key = KEYS[1]
local denied = {}

local function attempt(command, ...)
  local reply = try(command, ...)
  local err = type(reply) == 'table' and reply.err or ''
  if string.find(err, 'NOPERM', 1, true) or string.find(err, "can't run", 1, true)
    or string.find(err, 'permissions to run', 1, true) then
    denied[#denied + 1] = command
    return nil
  end
  return reply
end

local function attempt_lines(lines, ...)
  for line in string.gmatch(lines, '[^\n]+') do
    local words = {}
    for word in string.gmatch(line, '%S+') do words[#words + 1] = word end
    local name = table.remove(words, 1)
    if ... then table.insert(words, 1, ...) end
    -- Redis 6 has no lookup of rights: run the command.
    if not redis.acl_check_cmd then
      attempt(name, unpack(words))
    elseif not redis.acl_check_cmd(name, unpack(words)) then
      denied[#denied + 1] = name
    end
  end
end

local written = attempt('SET', key, '', 'PX', 1000)
if written and written.err then return written end
attempt_lines(ARGV[1], key)
attempt('UNLINK', key)
attempt_lines(ARGV[2])
local time = attempt('TIME')
return { 'written', time and time[1] .. string.sub('00000' .. time[2], -6, -4) or '', table.concat(denied, ' ') }
