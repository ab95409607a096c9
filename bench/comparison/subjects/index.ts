import type { Subject } from './history.ts'
import { langchainRedis } from './langchain-redis.ts'
import { memorySession } from './memory-session.ts'
import { threadkeep } from './threadkeep.ts'

export const SUBJECTS: readonly Subject[] = [threadkeep, langchainRedis, memorySession]
