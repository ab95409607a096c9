-- The script that makes a change publishes a notice to the owner's watchers, so no change goes without.
-- A notice may be lost all the same, be it for want of the right to publish: it says where to look again,
-- never what was changed, and watchers look from time to time without one.
-- In front of a script's own ARGV: 1 PUBLISH, or SPUBLISH on a cluster, where it reaches the slot's
-- node alone instead of all  2 channel of the owner. Redis 6 has no SPUBLISH.
local publish, channel = table.remove(ARGV, 1), table.remove(ARGV, 1)
if publish == 'SPUBLISH' and not redis.REDIS_VERSION_NUM then publish = 'PUBLISH' end

-- `kind`: changed, deleted, erased, said (pieces of a reply) or stop.
local function notify(kind, id)
  afterwards = { publish, channel, kind .. ' ' .. id }
end
