-- A conversation is a hash. Its field `record` is the inside of the JSON array that callers get, so
-- that no script encodes or decodes JSON:
--   "active",<messages>,<revision>,<updatedAt>,<lastAccessedAt>,<appends>,<ends>,<ttl>,<preview>
--   ,<createdAt>
--   ,<title> and on a line each: metadata, external id, SDK reference
-- Times and the ttl are in milliseconds; `ends` is when its keys do (lib/expiry.lua). What callers
-- wrote, and the preview of their last message, are JSON texts. JSON has no newline inside a text, so
-- the lines can be told apart without a look inside. The last five, which seldom change, are the tail.
-- The hash's other fields remember its appends (lib/appends.lua).

local RECORD = '^"(%a+)",(%d+),(%d+),(%d+),(%d+),(%d+),(%d+),(%d+),([^\n]*)\n,(.*)$'

-- Returns status, count, revision, updated, accessed, appends, ends, ttl, preview, tail; or nil.
local function decode(record)
  return string.match(record or '', RECORD)
end

local function encode(status, count, revision, updated, accessed, appends, ends, ttl, preview, tail)
  return '"' .. status .. '",' .. count .. ',' .. revision .. ',' .. updated .. ',' .. accessed .. ','
    .. appends .. ',' .. ends .. ',' .. ttl .. ',' .. preview .. '\n,' .. tail
end

local function created_of(tail)
  return string.match(tail, '^%d+')
end

-- The reply where there is no record. Messages without their hash are what an eviction leaves.
local function missing(conversation, messages)
  return { gone(conversation, messages) and 'not_found' or 'data_loss' }
end
