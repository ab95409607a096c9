-- A script reads and checks, computes, and writes last. It collects its writes here, and they happen
-- all or none: every key was read before by a command of its type, memory and replicas are checked
-- by Redis at the first write alone, and the one thing left that could refuse a later write, a right
-- that this user lacks, is asked for in advance. Redis 6 cannot be asked: there the store's look at
-- its rights when it connects has to do.
local writes = {}

local function write(...) writes[#writes + 1] = { ... } end

local function missing_right()
  if not redis.acl_check_cmd then return nil end
  for _, command in ipairs(writes) do
    if not redis.acl_check_cmd(unpack(command)) then return command[1] end
  end
end

-- A command behind the writes whose failure changes nothing.
local afterwards

-- Makes the writes, and returns the script's reply.
local function commit(reply)
  local command = missing_right()
  if command then return redis.error_reply("NOPERM this user has no permissions to run the '" .. command .. "' command") end
  for _, each in ipairs(writes) do call(unpack(each)) end
  if afterwards then try(unpack(afterwards)) end
  return reply
end

-- For writes that a read can do without: a server that takes none now (out of memory, no replicas,
-- no disk) still answers the read. A replica must not, for its data may be stale: there the command
-- runs again and ends the script with its refusal. Returns whether it was written.
local function try_write(...)
  local reply = try(...)
  if type(reply) ~= 'table' or not reply.err then return true end
  if string.find(reply.err, 'READONLY', 1, true) then call(...) end
  return false
end

local function try_commit()
  if #writes == 0 or missing_right() or not try_write(unpack(writes[1])) then return false end
  for i = 2, #writes do call(unpack(writes[i])) end
  return true
end
