import { append } from './append.ts'
import { setStatus, start } from './changes.ts'
import { conversations, foreign } from './fill.ts'
import { list } from './list.ts'
import { newest } from './newest.ts'

export const WORKLOADS = { append, newest, list, start, setStatus, foreign, conversations }
export type WorkloadName = keyof typeof WORKLOADS
