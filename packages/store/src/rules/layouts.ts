/*
 * The layouts of what is stored. A release reads and writes two neighbouring ones, so that it can run
 * beside the release before it; docs/upgrades.md tells how a third is made. What they look like is in
 * redis/record-codec.ts and redis/scripts/lua/lib/conversation.lua, and nowhere else.
 *
 *   1  a record without a version
 *   2  the same with the version in front
 */
export const NEWEST_LAYOUT = 2
export const OLDEST_LAYOUT = 1
