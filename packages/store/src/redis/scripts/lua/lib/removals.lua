-- Watchers learn which messages that they have seen were removed. The conversation's hash keeps removals
-- in its field `removed`: the revision up to which removals are forgotten, then, oldest first,
--   <revision>t<seq>  truncated: every message after this seq was removed
--   <revision>r<seq>  redacted: the content of this message was removed
local MAX_REMOVALS = 32

-- A watcher that missed an earlier removal after this seq misses this truncation too, which covers it.
-- So such earlier removals are dropped.
local function add_removal(row, revision, kind, seq)
  local forgotten, entries = string.match(row or '', '^%d+') or '0', {}
  for of_revision, of_kind, of_seq in string.gmatch(row or '', ' (%d+)(%a)(%d+)') do
    local is_behind = tonumber(of_seq) > seq or of_kind == 't' and tonumber(of_seq) == seq
    if kind ~= 't' or not is_behind then
      entries[#entries + 1] = { of_revision, of_revision .. of_kind .. of_seq }
    end
  end
  entries[#entries + 1] = { revision, revision .. kind .. string.format('%d', seq) }
  if #entries > MAX_REMOVALS then forgotten = table.remove(entries, 1)[1] end
  local parts = { forgotten }
  for i, entry in ipairs(entries) do parts[i + 1] = entry[2] end
  return table.concat(parts, ' ')
end
