-- A script reads and checks, computes, and writes last. Writes are collected here and made all or none:
--   WRONGTYPE is ruled out, because every key was read before by a command of its type;
--   memory, replicas and disk are checked by Redis at the first write only;
--   missing rights are looked up in advance. Redis 6 has no such lookup; there the health probe checks
--   the rights.
local writes = {}

local function write(...) writes[#writes + 1] = { ... } end

local function missing_right()
  if not redis.acl_check_cmd then return nil end
  for _, command in ipairs(writes) do
    if not redis.acl_check_cmd(unpack(command)) then return command[1] end
  end
end

-- A command to run after the writes. Its failure is ignored.
local afterwards

-- Makes the writes, and returns the script's reply.
local function commit(reply)
  local command = missing_right()
  if command then return redis.error_reply("NOPERM this user has no permissions to run the '" .. command .. "' command") end
  for _, each in ipairs(writes) do call(unpack(each)) end
  if afterwards then try(unpack(afterwards)) end
  return reply
end

-- For writes that a read can do without. A server that rejects writes now (out of memory, no replicas,
-- no disk) still serves the read. A replica must not, because its data may be stale: there the command
-- runs again and fails the script with READONLY. Returns whether it was written.
local function try_write(...)
  local reply = try(...)
  if type(reply) ~= 'table' or not reply.err then return true end
  if string.find(reply.err, 'READONLY', 1, true) then call(...) end
  return false
end

-- Fails the script on a replica, whose data may be stale. Removing a field that never exists writes
-- nothing on a master; `hash` is any hash of the owner.
local function assert_on_master(hash)
  try_write('HDEL', hash, '')
end

local function try_commit()
  if #writes == 0 or missing_right() or not try_write(unpack(writes[1])) then return false end
  for i = 2, #writes do call(unpack(writes[i])) end
  return true
end
