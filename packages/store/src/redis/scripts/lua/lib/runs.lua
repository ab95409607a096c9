-- The newest run of a conversation is its hash's field `run`:
--   <id> <seq of the message it works on, or 0> <status> <attempt> <startedAt> <endedAt or 0>
--   <lease until> <token> <stop asked at, or 0> <reason> <how the run before it ended, or nothing>
-- A greeting works on no message; its id is the conversation's. The end of the run before is
-- `<id>,<status>,<attempt>,<startedAt>,<endedAt>,<reason>`, for watchers that were not told of it before this
-- run began. Times are in milliseconds. Only the holder of the token may write. A takeover sets another token, so a
-- server that resumes after a pause can write nothing more (fencing). An unreadable row counts as no run.

local function decode_run(row)
  local id, seq, status, attempt, started, ended, lease, token, stop, reason, before =
    string.match(row or '', '^(%S+) (%d+) (%a+) (%d+) (%d+) (%d+) (%d+) (%S+) (%d+) ([%a_]*) ?(%S*)$')
  if not id then return nil end
  return {
    id = id, seq = seq, status = status, attempt = attempt, started = started, ended = ended,
    lease = lease, token = token, stop = stop, reason = reason, before = before,
  }
end

local function encode_run(r)
  return table.concat({
    r.id, r.seq, r.status, r.attempt, r.started, r.ended, r.lease, r.token, r.stop, r.reason, r.before,
  }, ' ')
end

-- `before`: the run that this one takes the place of, or nil.
local function new_run(id, seq, at, token, lease, before)
  local b = before
  return {
    id = id, seq = seq, status = 'running', attempt = '1', started = at, ended = '0', lease = lease,
    token = token, stop = '0', reason = '',
    before = b and table.concat({ b.id, b.status, b.attempt, b.started, b.ended, b.reason }, ',') or '',
  }
end

local function lease_until(now, lease)
  return string.format('%d', now + lease)
end

local function is_running(r)
  return r ~= nil and r.status == 'running'
end

-- Whether the lease of a running run has ended: its server did not renew it, or gave it back.
local function is_orphaned(r, now)
  return is_running(r) and r.lease <= now
end

-- The running run that holds this token, or nil.
local function run_of(row, token)
  local r = decode_run(row)
  return is_running(r) and r.token == token and r or nil
end
