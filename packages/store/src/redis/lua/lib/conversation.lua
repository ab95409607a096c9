-- A conversation is a hash. Two of its fields, joined by a comma, are the inside of the JSON array
-- that callers get, so that no script encodes or decodes JSON:
--   record   "active",<messages>,<revision>,<updatedAt>,<lastAccessedAt>,<appends>,<tail>
--            Its tail is what seldom changes: the ttl, createdAt, and on a line each, as JSON
--            texts, what callers wrote: title, metadata, external id, SDK reference. JSON has no
--            newline inside a text, so the lines can be told apart without a look inside.
--   preview  of the last message, as JSON text
-- Times and the ttl are in milliseconds. The other fields are its appends' (lib/appends.lua).

local RECORD = '^"(%a+)",(%d+),(%d+),(%d+),(%d+),(%d+),(.*)$'

-- Returns status, count, revision, updated, accessed, appends, tail, or nil.
local function decode(record)
  return string.match(record or '', RECORD)
end

local function encode(status, count, revision, updated, accessed, appends, tail)
  return '"' .. status .. '",' .. count .. ',' .. revision .. ',' .. updated .. ',' .. accessed
    .. ',' .. appends .. ',' .. tail
end

-- The reply where there is no record. Messages without their hash are what an eviction leaves.
local function missing(conversation, messages)
  return { gone(conversation, messages) and 'not_found' or 'data_loss' }
end

-- The time of a change: within a conversation time never runs backwards, and grows strictly with
-- its changes, whatever the clock does. Returns it, and how long the conversation lives from now.
local function time_of_change(updated, accessed, ttl)
  local now = clock()
  if now > updated and now >= accessed then return now, ttl end
  local at = math.max(updated + 1, tonumber(accessed), tonumber(now))
  return text(at), text(ttl + at - now)
end
