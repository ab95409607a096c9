-- The time of a change: within a conversation time never runs backwards, and grows strictly with
-- its changes, whatever the clock does.
local function time_of_change(now, updated, accessed)
  if now > updated and now >= accessed then return now end
  return string.format('%d', math.max(updated + 1, accessed, now))
end
