-- Reads what a watcher of a conversation has not seen yet. Does not count as an access.
-- KEYS  1 conversation
--       2 its messages
--       3 pieces of the run
-- ARGV  1 number of messages seen, from the first; '' to begin with the present state
--       2 startedAt of the run that was seen
--       3 its attempt
--       4 number of its pieces seen
--       5 max messages
--       6 max bytes of messages, and of pieces
--       7 bytes that there is room for, or '' for any number of them
-- Replies  {'sync', record, run or '', 'orphaned' or '', removals or '', first piece, how many pieces
--          are stored, how many follow, pieces..., how many messages, messages...}
--          {'too_large', its bytes}  {'not_found'}  {'data_loss'}  {'newer_layout'}

local conversation, messages, pieces = unpack(KEYS)
local seen, started, attempt, piece = unpack(ARGV, 1, 4)
local limit, max_bytes = tonumber(ARGV[5]), tonumber(ARGV[6])

assert_on_master(conversation)
local now = clock()
local c, error_reply = find(conversation, messages, now)
if not c then return error_reply end
local r = decode_run(c.run)

-- Reads entries of a list from an index on, in chunks: as many as fit, at least one.
local function read(key, from, most, into)
  local bytes, count = 0, 0
  while count < most do
    local chunk = call('LRANGE', key, from + count, from + math.min(count + 20, most) - 1)
    for _, entry in ipairs(chunk) do
      bytes = bytes + #entry
      if bytes > max_bytes and count > 0 then return count end
      into[#into + 1], count = entry, count + 1
    end
    if #chunk < 20 then return count end
  end
  return count
end

local is_known = r and r.started == started and r.attempt == attempt
local stored = r and call('LLEN', pieces) or 0
local first = is_known and math.min(tonumber(piece), stored) or 0
local removals = call('HGET', conversation, 'removed') or ''
local orphaned = is_orphaned(r, now) and 'orphaned' or ''
local reply = { 'sync', c.record, r and c.run or '', orphaned, removals, first, stored, 0 }
reply[8] = r and read(pieces, first, 10000, reply) or 0
local at, new = #reply + 1, {}
local count = seen ~= '' and read(messages, tonumber(seen), limit, new) or 0
reply[at] = count
for i = 1, count do reply[at + i] = new[i] end
return within(ARGV[7], reply)
