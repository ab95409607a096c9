-- Gives an orphaned run to another server by a new token, or begins a failed run again.
-- KEYS  1 conversation
--       2 its messages
--       3 pieces of the run
-- ARGV  1 id
--       2 new token
--       3 ms of the lease
--       4 restart: the agent is asked again and the pieces are void; keep: the pieces are kept;
--         again: for a run that failed without a message
--       5 the same if the run is a greeting
-- Replies  {'taken', run, pieces...}  {'not_orphaned'}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, pieces = unpack(KEYS)
local id, token, lease, mode, of_greeting = unpack(ARGV)
local now = clock()
local c, error_reply = find(conversation, messages, now)
if not c then return error_reply end

local r = decode_run(c.run)
if r and r.seq == '0' then mode = of_greeting end
local is_failed = r and r.status == 'failed' and r.seq == c.count
local may_take = is_orphaned(r, now)
if mode == 'again' then may_take = is_failed end
local said = call('LRANGE', pieces, 0, -1)
-- This server holds the run already: a repeat after a lost reply.
local is_mine = is_running(r) and r.token == token
if not may_take and not is_mine then return { 'not_orphaned' } end

-- A run that was asked to stop is not restarted; its pieces are kept.
local restarts = not is_mine and (mode == 'again' or mode == 'restart' and r.stop == '0')
-- Not in the repeat, before which the run may have been asked to stop.
if mode == 'again' and not is_mine then r.status, r.ended, r.reason, r.stop = 'running', '0', '', '0' end
r.token, r.lease = token, lease_until(now, lease)
if restarts then r.attempt, said = string.format('%d', r.attempt + 1), {} end
local row = encode_run(r)
write('HSET', conversation, 'run', row)
if restarts then write('UNLINK', pieces) end
notify('changed', id)
local reply = { 'taken', row }
for i, piece in ipairs(said) do reply[i + 2] = piece end
return commit(reply)
