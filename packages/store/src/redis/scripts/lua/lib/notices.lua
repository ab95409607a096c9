-- A script that makes a change publishes a notice to the owner's watchers. Notices may be lost, for
-- example if the user lacks the right to publish. So a notice only says where to look, never what
-- changed, and watchers also poll.
-- Two arguments come behind a script's own ARGV, and are removed from it:
--   channel of the owner
--   PUBLISH, or SPUBLISH on a cluster, where the notice then reaches one node instead of all
-- Redis 6 has no SPUBLISH.
local publish, channel = table.remove(ARGV), table.remove(ARGV)
if publish == 'SPUBLISH' and not redis.REDIS_VERSION_NUM then publish = 'PUBLISH' end

-- `kind`: changed, deleted, erased, said (pieces of a reply) or stop.
local function notify(kind, id)
  afterwards = { publish, channel, kind .. ' ' .. id }
end
