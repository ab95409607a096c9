export { AGENT_ITEM_FORMAT } from './item-content.ts'
export { ThreadkeepSession, type ThreadkeepSessionOptions } from './session.ts'
