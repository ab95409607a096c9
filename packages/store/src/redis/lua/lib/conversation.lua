-- A conversation is a hash. Its field `record` is the inside of the JSON array that callers get, so
-- that no script encodes or decodes JSON:
--   <fresh>,"active",<messages>,<revision>,<updatedAt>,<lastAccessedAt>,<appends>,<ttl>,<preview>
--   ,<createdAt>
--   ,<title> and on a line each: metadata, external id, SDK reference
-- Times and the ttl are in milliseconds; until `fresh` nothing expires (lib/expiry.lua). What callers
-- wrote, and the preview of their last message, are JSON texts. JSON has no newline inside a text, so
-- the lines can be told apart without a look inside. The last five, which seldom change, are the tail.
-- The hash's other fields remember its appends (lib/appends.lua).

local RECORD = '^(%d+),"(%a+)",(%d+),(%d+),(%d+),(%d+),(%d+),(%d+),()'

-- Returns fresh, status, count, revision, updated, accessed, appends, ttl, preview, tail; or nil.
local function decode(record)
  local fresh, status, count, revision, updated, accessed, appends, ttl, rest =
    string.match(record or '', RECORD)
  if not fresh then return nil end
  local line = string.find(record, '\n', rest, true)
  local preview, tail = string.sub(record, rest, line - 1), string.sub(record, line + 2)
  return fresh, status, count, revision, updated, accessed, appends, ttl, preview, tail
end

local function encode(fresh, status, count, revision, updated, accessed, appends, ttl, preview, tail)
  return fresh .. ',"' .. status .. '",' .. count .. ',' .. revision .. ',' .. updated .. ','
    .. accessed .. ',' .. appends .. ',' .. ttl .. ',' .. preview .. '\n,' .. tail
end

-- The reply where there is no record. Messages without their hash are what an eviction leaves. Asked
-- of two keys at once: while a slot moves to another node, a single key that is not there yet looks
-- like none, but a command of two is refused.
local function missing(conversation, messages)
  return { call('EXISTS', conversation, messages) == 0 and 'not_found' or 'data_loss' }
end
