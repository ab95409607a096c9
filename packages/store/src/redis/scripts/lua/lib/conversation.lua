-- A conversation is a hash. Its field `record` is the layout's version, followed by the inside of a
-- JSON array, so that scripts need not encode or decode JSON:
--   2,<renew_after>,"<status>",<messages>,<revision>,<updatedAt>,<lastAccessedAt>,<appends>,<ttl>,<preview>
--   ,<createdAt>
--   ,<title> and on a line each: metadata, external id, SDK reference
-- Layout 1 is the same without the version. Times and the ttl are in milliseconds. `renew_after` is
-- explained in lib/expiry.lua. The preview, and the fields from title to SDK reference, are JSON. JSON
-- has no newline inside a text, so lines are split without decoding.
-- In a shell: (echo [; redis-cli --raw HGET <key> record; echo ]) | jq
-- The other fields of the hash are the dedup keys of appends (lib/appends.lua), the newest run
-- (lib/runs.lua) and what was removed (lib/removals.lua).

local LAYOUT_1 = '^(%d+),"(%a+)",(%d+),(%d+),(%d+),()(%d+)(),(%d+),(%d+),()"'
local LAYOUT_2 = '^2,(%d+),"(%a+)",(%d+),(%d+),(%d+),()(%d+)(),(%d+),(%d+),()"'

-- The columns as texts, and the positions before and after lastAccessedAt and before the preview; nil
-- if this release cannot read the record. Returns no table, because lists read a hundred records.
local function columns(record)
  local layout = string.sub(record, 1, 2) == '2,' and '2' or '1'
  local renew_after, status, count, revision, updated, before, accessed, after, appends, ttl, rest =
    string.match(record, layout == '2' and LAYOUT_2 or LAYOUT_1)
  if not rest or #renew_after ~= 13 or #updated ~= 13 or #accessed ~= 13 then return nil end
  if status ~= 'active' and status ~= 'completed' and status ~= 'archived' then return nil end
  if #count > 13 or #revision > 13 or #appends > 13 or #ttl > 13 then return nil end
  return renew_after, status, updated, ttl, layout, count, revision, before, accessed, after, appends, rest
end

-- The columns by name. `caller_fields` are all lines except the first two.
local function decode(record)
  local renew_after, status, updated, ttl, layout, count, revision, before, accessed, after, appends, rest =
    columns(record)
  local line = rest and string.find(record, '\n,', rest, true)
  local created = line and string.match(record, '^(%d+)\n,', line + 2)
  if not created or #created ~= 13 then return nil end
  return {
    record = record, before_accessed = before, after_accessed = after,
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

-- Whether a later release wrote the record. Such a record must be rejected, not reported as lost.
local function is_newer(record)
  local version = string.match(record, '^(%d+),')
  return version ~= nil and #version < 13 and tonumber(version) > 2
end

-- Whether both keys of a conversation are gone. One command reads both: while a slot moves, a key
-- that has not arrived looks missing, but Redis rejects a command of which it has only one key.
local function is_missing(conversation, messages)
  return call('EXISTS', conversation, messages) == 0
end

-- The error reply when the record is missing or cannot be read. Messages without their hash are left
-- by an eviction: data loss, not an unknown id.
local function unreadable(record, conversation, messages)
  if record and is_newer(record) then return { 'newer_layout' } end
  if record or not is_missing(conversation, messages) then return { 'data_loss' } end
  return { 'not_found' }
end
