-- A conversation has expired when its ttl has passed since its last change, and from then on scripts
-- say that it is not there. Its keys expire a little later, both at once: a ttl after the time that
-- its record calls `renew_after`. Before that time it cannot have expired, and no change needs to
-- extend the expiry of a key. The owner's keys that it is listed in never expire before it does.
-- No script removes a conversation for its age: a clock that jumped ahead would take the living.

local function is_expired(renew_after, updated, ttl, now)
  return renew_after < now and now - updated > tonumber(ttl)
end

-- Whether a record that can be read has expired. One that cannot never has.
local function has_expired(record, now)
  local renew_after, _, updated, ttl = columns(record or '')
  return renew_after ~= nil and is_expired(renew_after, updated, ttl, now)
end

local function next_renewal(at, ttl)
  return string.format('%d', at + math.min(ttl / 8, MAX_EXPIRY_SLACK_MS))
end

-- Sets the conversation's own keys, which come first in KEYS, to expire then, and of the owner's
-- keys behind them those that would expire earlier: other conversations may still need them later.
local function extend_expiry(ends, now, own, last)
  for i = 1, last do
    local left = i > own and call('PTTL', KEYS[i])
    if not left or left < 0 or now + left < ends then write('PEXPIREAT', KEYS[i], ends) end
  end
end

-- The time of a change: within a conversation time never runs backwards and grows strictly with
-- its changes, whatever the clock does.
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
