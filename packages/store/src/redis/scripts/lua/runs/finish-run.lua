-- Ends a run without messages. A run with messages is ended by the append that stores them.
-- KEYS  1 conversation
--       2 pieces of the run
-- ARGV  1 id
--       2 token
--       3 status
--       4 reason, or ''
--       5 ms to keep the pieces
-- Replies  {'finished', run}  {'run_lost'}

local conversation, pieces = unpack(KEYS)
local id, token, status, reason, keep = unpack(ARGV)

local r = run_of(call('HGET', conversation, 'run'), token)
if not r then return { 'run_lost' } end
call('LLEN', pieces)

r.status, r.reason, r.ended = status, reason, clock()
local row = encode_run(r)
write('HSET', conversation, 'run', row)
write('PEXPIRE', pieces, keep)
notify('changed', id)
return commit({ 'finished', row })
