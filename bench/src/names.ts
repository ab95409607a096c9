/** By which contestants and variants are found again in the results. */
export const THREADKEEP = 'Threadkeep'
export const BASELINE = 'baseline'
export const JSON_HASH = 'a JSON hash'
export const STATE_IOREDIS = '@chat-adapter/state-ioredis'
export const LANGCHAIN = '@langchain/redis'
export const MASTRA = '@mastra/redis'
export const BARE_RPUSH = 'a bare RPUSH'

export const API = 'Threadkeep API'
export const API_BASELINE = 'a no-op tRPC mutation'
export const BARE_HTTP = 'a bare node:http server'
export const LIVE = 'live'
export const FAN_OUT = 'a bare fan-out'
export const ONE_PROCESS = 'one process'
export const TWO_PROCESSES = 'two processes'
/** Calls in one HTTP request; as many as the API takes. */
export const BATCH = 10
