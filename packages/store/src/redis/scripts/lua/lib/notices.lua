-- A script that makes a change publishes a notice to the owner's watchers. Notices may be lost, for
-- example if the user lacks the right to publish. So a notice only says where to look, never what
-- changed, and watchers also poll.
-- Two arguments come before a script's own ARGV:
--   1 PUBLISH, or SPUBLISH on a cluster, where the notice then reaches one node instead of all
--   2 channel of the owner
-- Redis 6 has no SPUBLISH.
local publish, channel = table.remove(ARGV, 1), table.remove(ARGV, 1)
if publish == 'SPUBLISH' and not redis.REDIS_VERSION_NUM then publish = 'PUBLISH' end

-- `kind`: changed, deleted, erased, said (pieces of a reply) or stop.
local function notify(kind, id)
  afterwards = { publish, channel, kind .. ' ' .. id }
end
