import type { Contestant } from '../src/contestants/contestant.ts'
import { langchain } from './langchain.ts'
import { mastra } from './mastra.ts'
import { stateIoredis } from './state-ioredis.ts'

export const PEERS: readonly Contestant[] = [stateIoredis, langchain, mastra]
