-- A conversation is a hash. Its field `record` has the layout's version first, and from there on is
-- the inside of a JSON array, so that no script encodes or decodes JSON:
--   2,<renew_after>,"<status>",<messages>,<revision>,<updatedAt>,<lastAccessedAt>,<appends>,<ttl>,<preview>
--   ,<createdAt>
--   ,<title> and on a line each: metadata, external id, SDK reference
-- Layout 1 is the same without the version. Times and the ttl are in milliseconds; before
-- `renew_after` nothing expires (lib/expiry.lua). Title to SDK reference and the preview are JSON
-- texts. JSON has no newline inside a text, so lines are told apart without decoding. The
-- hash's other fields remember its appends (lib/appends.lua).

local LAYOUT_1 = '^(%d+),"(%a+)",(%d+),(%d+),(%d+),()(%d+)(),(%d+),(%d+),()"'
local LAYOUT_2 = '^2,(%d+),"(%a+)",(%d+),(%d+),(%d+),()(%d+)(),(%d+),(%d+),()"'

-- The columns as texts, with the positions before and behind lastAccessedAt and before the preview;
-- nil where this release cannot read the record. Without a table: lists read a hundred at a time.
local function columns(record)
  local layout = string.sub(record, 1, 2) == '2,' and '2' or '1'
  local renew_after, status, count, revision, updated, before, accessed, behind, appends, ttl, rest =
    string.match(record, layout == '2' and LAYOUT_2 or LAYOUT_1)
  if not rest or #renew_after ~= 13 or #updated ~= 13 or #accessed ~= 13 then return nil end
  if status ~= 'active' and status ~= 'completed' and status ~= 'archived' then return nil end
  if #count > 13 or #revision > 13 or #appends > 13 or #ttl > 13 then return nil end
  return renew_after, status, updated, ttl, layout, count, revision, before, accessed, behind, appends, rest
end

-- The same by name. `caller_fields` are all lines but the first two.
local function decode(record)
  local renew_after, status, updated, ttl, layout, count, revision, before, accessed, behind, appends, rest =
    columns(record)
  local line = rest and string.find(record, '\n,', rest, true)
  local created = line and string.match(record, '^(%d+)\n,', line + 2)
  if not created or #created ~= 13 then return nil end
  return {
    record = record, before_accessed = before, behind_accessed = behind,
    layout = layout, renew_after = renew_after, status = status, count = count,
    revision = revision, updated = updated, accessed = accessed, appends = appends, ttl = ttl,
    preview = string.sub(record, rest, line - 1), created = created,
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
