-- A conversation is a hash. Its field `record` has the layout's version first, and from there on is
-- the inside of a JSON array, so that no script encodes or decodes JSON:
--   2,<renew_after>,"<status>",<messages>,<revision>,<updatedAt>,<lastAccessedAt>,<appends>,<ttl>,<preview>
--   ,<createdAt>
--   ,<title> and on a line each: metadata, external id, SDK reference
-- Layout 1 is the same without the version. Times and the ttl are in milliseconds; before
-- `renew_after` nothing expires (lib/expiry.lua). Title to SDK reference and the preview are JSON
-- texts. JSON has no newline inside a text, so lines are told apart without decoding. The
-- hash's other fields remember its appends (lib/appends.lua).

local TIME = string.rep('%d', 13)
local COLUMNS = '(' .. TIME .. '),"(%a+)",(%d+),(%d+),(' .. TIME .. '),(' .. TIME .. '),(%d+),(%d+),()"'
local LAYOUT_1, LAYOUT_2 = '^' .. COLUMNS, '^2,' .. COLUMNS
local STATUSES = { active = true, completed = true, archived = true }

-- The columns by name, as texts; nil where this release cannot read the record. `caller_fields` are
-- all lines but the first.
local function decode(record)
  local layout = string.sub(record, 1, 2) == '2,' and '2' or '1'
  local renew_after, status, count, revision, updated, accessed, appends, ttl, rest =
    string.match(record, layout == '2' and LAYOUT_2 or LAYOUT_1)
  if not STATUSES[status] or math.max(#count, #revision, #appends, #ttl) > 13 then return nil end
  local line = string.find(record, '\n,' .. TIME .. '\n,', rest)
  if not line then return nil end
  return {
    layout = layout, renew_after = renew_after, status = status, count = count,
    revision = revision, updated = updated, accessed = accessed, appends = appends, ttl = ttl,
    preview = string.sub(record, rest, line - 1), created = string.sub(record, line + 2, line + 14),
    caller_fields = string.sub(record, line + 17),
  }
end

local function encode(c)
  return (c.layout == '2' and '2,' or '') .. c.renew_after .. ',"' .. c.status .. '",' .. c.count
    .. ',' .. c.revision .. ',' .. c.updated .. ',' .. c.accessed .. ',' .. c.appends .. ',' .. c.ttl
    .. ',' .. c.preview .. '\n,' .. c.created .. '\n,' .. c.caller_fields
end

-- Whether a later release wrote it: a server that meets one must stop, not call it lost.
local function is_newer(record)
  local version = string.match(record, '^(%d+),')
  return version ~= nil and #version < 13 and tonumber(version) > 2
end

-- Whether nothing is left of a conversation. Asked of two keys at once: while a slot moves to
-- another node, a single key that is not there yet looks like none, but a command of two is refused.
local function is_missing(conversation, messages)
  return call('EXISTS', conversation, messages) == 0
end

-- The reply where there is no record that can be read. Messages without their hash are what an
-- eviction leaves.
local function unreadable(record, conversation, messages)
  if record and is_newer(record) then return { 'newer_layout' } end
  if record or not is_missing(conversation, messages) then return { 'data_loss' } end
  return { 'not_found' }
end
