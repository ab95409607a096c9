-- Tries a write that a read can do without. A server that takes none now (full, no replicas, no
-- disk) answers the read all the same; a replica does not, for its answer may be old: there the
-- same command once more ends the script with its refusal. Returns whether it was written.
local function write_if_master(...)
  local reply = redis.pcall(...)
  if type(reply) == 'number' then return true end
  if string.find(reply.err, 'READONLY', 1, true) then call(...) end
  return false
end
