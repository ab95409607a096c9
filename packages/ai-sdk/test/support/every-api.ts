import { startCluster, testRedis } from '@threadkeep/store/testing'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Api, startApi } from './api-process.ts'
import { type ScriptedAgent, startScriptedAgent } from './scripted-agent.ts'

export interface Servers {
  agent(): ScriptedAgent
  url(): string
}

type Kind = keyof typeof STORES

/** The same tests on APIs that keep conversations in memory, in a Redis and in a Redis Cluster. */
export function describeOnEveryApi(
  name: string,
  tests: (servers: Servers) => void,
  kinds: readonly Kind[] = ['memory', 'Redis', 'a cluster'],
): void {
  for (const kind of kinds) {
    const open: () => Promise<Store> = STORES[kind]
    describe(`${name}, on ${kind}`, () => {
      const stack: AsyncDisposable[] = []
      let running: { agent: ScriptedAgent; api: Api } | undefined
      beforeAll(async () => {
        const store = await open()
        const agent = await startScriptedAgent()
        stack.push(store, agent)
        const api = await startApi({ ...agent.variables, ...store.variables })
        stack.push(api)
        running = { agent, api }
      })
      afterAll(async () => {
        for (const each of stack.reverse()) await each[Symbol.asyncDispose]()
      })

      function started() {
        if (running === undefined) throw new Error('The servers run only while tests do.')
        return running
      }
      tests({ agent: () => started().agent, url: () => started().api.url })
    })
  }
}

interface Store extends AsyncDisposable {
  readonly variables: Readonly<Record<string, string>>
}

const STORES = {
  async memory() {
    return { variables: {}, async [Symbol.asyncDispose]() {} }
  },
  async Redis() {
    const { url: REDIS_URL, stop } = await testRedis()
    return { variables: { REDIS_URL }, [Symbol.asyncDispose]: stop }
  },
  async 'a cluster'() {
    const { url: REDIS_URL, stop } = await startCluster()
    return { variables: { REDIS_URL, REDIS_CLUSTER: 'true' }, [Symbol.asyncDispose]: stop }
  },
}
