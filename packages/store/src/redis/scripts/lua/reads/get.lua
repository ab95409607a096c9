-- Reads a conversation.
-- KEYS  1 conversation
--       2 its messages
-- Replies  {'ok', record, 'orphaned' if its run needs another server, or ''}
--          {'not_found'}  {'data_loss'}  {'newer_layout'}

local c, record, orphaned = find_and_touch(KEYS[1], KEYS[2])
return c and { 'ok', record, orphaned } or record
