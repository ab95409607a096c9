-- Asks the server that works on a run to stop it. What was said so far is stored by that server.
-- KEYS  1 conversation
--       2 its messages
-- ARGV  1 id
-- Replies  {'stopping', 'orphaned' where no server works on it, or ''}  {'not_running'}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages = unpack(KEYS)
local now = clock()
local c, refusal = find(conversation, messages, now)
if not c then return refusal end

local r = decode_run(c.run)
if not is_running(r) then return { 'not_running' } end
if r.stop == '0' then
  r.stop = now
  write('HSET', conversation, 'run', encode_run(r))
end
notify('stop', ARGV[1])
return commit({ 'stopping', is_orphaned(r, now) and 'orphaned' or '' })
