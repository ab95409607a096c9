-- Asks the server that works on a run to stop it. That server stores what was said so far.
-- KEYS  1 conversation
--       2 its messages
-- ARGV  1 id
-- Replies  {'stopping', 'orphaned' if no server works on it, or ''}  {'not_running'}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages = unpack(KEYS)
local now = clock()
local c, error_reply = find(conversation, messages, now)
if not c then return error_reply end

local r = decode_run(c.run)
if not is_running(r) then return { 'not_running' } end
if r.stop == '0' then
  r.stop = now
  write('HSET', conversation, 'run', encode_run(r))
end
notify('stop', ARGV[1])
return commit({ 'stopping', is_orphaned(r, now) and 'orphaned' or '' })
