-- A conversation has expired when its ttl has passed since its last change. From then on scripts reply
-- not_found. Both its keys expire in Redis a little later: a ttl after `renew_after`, a time in its
-- record. Until `renew_after` the conversation cannot have expired, and no change extends the expiry of
-- a key. The owner's shared keys never expire before the conversations listed in them.
-- Scripts never remove a conversation for its age: if the clock jumped ahead, they would remove live
-- ones.

local function is_expired(renew_after, updated, ttl, now)
  return renew_after < now and now - updated > tonumber(ttl)
end

-- Whether the record is readable and has expired. An unreadable record counts as not expired.
local function has_expired(record, now)
  local renew_after, _, updated, ttl = columns(record or '')
  return renew_after ~= nil and is_expired(renew_after, updated, ttl, now)
end

local function next_renewal(at, ttl)
  return string.format('%d', at + math.min(ttl / 8, MAX_EXPIRY_SLACK_MS))
end

-- Sets KEYS[1..own], the conversation's keys, to expire at `ends`. Of KEYS[own+1..last], which the
-- owner's conversations share, it only extends those that would expire earlier.
local function extend_expiry(ends, now, own, last)
  for i = 1, last do
    local left = i > own and call('PTTL', KEYS[i])
    if not left or left < 0 or now + left < ends then write('PEXPIREAT', KEYS[i], ends) end
  end
end

-- The time of a change. Within a conversation it grows strictly, even if the clock runs backwards.
local function time_of_change(c, now)
  if now > c.updated and now >= c.accessed then return now end
  return string.format('%d', math.max(c.updated + 1, c.accessed, now))
end

-- Sets what every change sets: revision, times, ttl and layout. Returns whether the expiry of keys
-- has to be extended.
local function stamp(c, now, ttl, layout)
  local at = time_of_change(c, now)
  local renews_ttl = at > c.renew_after or c.ttl ~= ttl
  if renews_ttl then c.renew_after = next_renewal(at, ttl) end
  c.layout, c.revision, c.updated, c.accessed, c.ttl =
    layout, string.format('%d', c.revision + 1), at, at, ttl
  return renews_ttl
end
