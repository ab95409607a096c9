-- Stores pieces of a run, and renews the lease of the server that works on it.
-- KEYS  1 conversation
--       2 pieces of the run
-- ARGV  1 id
--       2 token
--       3 ms of the lease from now on; 0 gives it back
--       4 ttl of the pieces in ms
--       5 number of pieces stored before these
--       6 and on: pieces; none only renews the lease
-- Replies  {'written', 'stop' if the run is asked to stop, or ''}  {'run_lost'}
--          {'pieces_lost', how many are left}: call again with the pieces after these

local conversation, pieces = unpack(KEYS)
local id, token, lease, ttl, before = unpack(ARGV, 1, 5)

local r = run_of(call('HGET', conversation, 'run'), token)
if not r then return { 'run_lost' } end
local stored = call('LLEN', pieces)
-- A failover or an eviction lost some. Without them, watchers would count later pieces wrongly.
if stored < tonumber(before) then return { 'pieces_lost', stored } end
-- A repeat after a lost reply: skip the pieces that are stored already.
local new = { unpack(ARGV, 6 + stored - before) }

r.lease = lease_until(clock(), lease)
if #new > 0 then
  write('RPUSH', pieces, unpack(new))
  write('PEXPIRE', pieces, ttl)
end
write('HSET', conversation, 'run', encode_run(r))
if #new > 0 then notify('said', id) end
return commit({ 'written', r.stop ~= '0' and 'stop' or '' })
