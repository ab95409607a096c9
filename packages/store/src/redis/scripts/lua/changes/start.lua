-- Begins a conversation, and the run in which its agent greets. A repeat returns what the first call
-- returned.
-- KEYS  1 conversation
--       2 all conversations
--       3 active
--       4 completed
--       5 archived
--       6 external ids
--       7 starts
--       8 ages of starts
-- ARGV  1 id
--       2 dedup key
--       3 payload fingerprint, or '' where the caller gave no key
--       4 ttl in ms
--       5 dedup window in ms
--       6 max conversations of the owner
--       7 key prefix of conversations
--       8 key suffix of messages
--       9 caller's fields of the record
--       10 external id, or ''
--       11 layout to write
--       12 token of the greeting's run, or '' where no agent greets
--       13 ms of its lease
-- Replies  {'started', time, 'whole' or 'partial' index of external ids, run or ''}
--          {'replayed', time, id, newest run or '', 'orphaned' if it needs another server, or ''}
--          {'key_reused'}  {'too_many'}  {'not_found'}: a repeat whose conversation is gone  {'data_loss'}
-- A replay returns no record: the payload is equal, so the caller knows it.

local conversation, all, active, completed, archived, external, starts, ages = unpack(KEYS)
local id, key, fingerprint, ttl, retention, cap, prefix, suffix, fields, external_id, layout = unpack(ARGV)
local token, lease = ARGV[12], ARGV[13]
local now = clock()

local remembered = call('HGET', starts, key)
local replayed = remembered and replay_start(remembered, fingerprint, now - retention, now, prefix, suffix)
if replayed then return replayed end
local listed = call('ZCARD', all)
if listed >= tonumber(cap) then return { 'too_many' } end
call('ZSCORE', active, id)
if external_id ~= '' then call('HLEN', external) end

local old_keys, old_entries = evictable_starts(starts, ages, key, now - retention)

-- Cap the conversation's expiry below the index's, if that is late enough, so that the index's TTL need
-- not be extended. Minus 10 ms, because the clock goes on while a script runs.
local renew_after, slack = next_renewal(now, ttl), call('PTTL', all) - ttl - 10
if slack > 0 then renew_after = string.format('%d', math.min(renew_after, now + slack)) end
write('HSET', conversation, 'record', encode({
  layout = layout, renew_after = renew_after, status = 'active', count = 0, revision = 1,
  updated = now, accessed = now, appends = 0, ttl = ttl, preview = '""', created = now,
  caller_fields = fields,
}))
local row = token ~= '' and encode_run(new_run(id, '0', now, token, lease_until(now, lease))) or ''
if row ~= '' then write('HSET', conversation, 'run', row) end
write('ZADD', all, now, id)
write('ZADD', active, now, id)
local index = external_id ~= '' and give_external_id(external, id, external_id, listed) or 'whole'

write('HSET', starts, key, fingerprint .. ' ' .. id .. ' ' .. now)
write('RPUSH', ages, now .. ' ' .. key)
if #old_keys > 0 then write('HDEL', starts, unpack(old_keys)) end
if old_entries > 0 then write('LTRIM', ages, old_entries, -1) end
write('PEXPIRE', starts, retention)
write('PEXPIRE', ages, retention)

-- `list` normally prunes the ids of conversations that are gone. Prune up to 4 here too, for owners that
-- never call `list`.
for _, old in ipairs(call('ZRANGEBYSCORE', all, '-inf', '(' .. now - ttl, 'LIMIT', 0, 4)) do
  if is_missing(prefix .. old, prefix .. old .. suffix) then
    remove_from_indexes(old, { all, active, completed, archived }, external)
  end
end
extend_expiry(renew_after + ttl, now, 1, 6)
notify('changed', id)
return commit({ 'started', now, index, row })
