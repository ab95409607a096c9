import { MemorySession } from '@openai/agents'
import { describeOnEveryStore } from '@threadkeep/store/testing'
import { expect, it } from 'vitest'
import { ThreadkeepSession } from '../src/index.ts'
import { converse } from './support/scenario.ts'

describeOnEveryStore('a run of agents', ({ twoServers }) => {
  it('has tools, a hand-off, a resumed interruption and a blocked output, as in memory', async () => {
    const inMemory = new MemorySession({ sessionId: 's' })
    const expected = await converse(() => inMemory)
    expect(expected.histories.map((items) => items.length)).toEqual([4, 8, 10, 12, 15])

    const servers = twoServers()
    let opened = 0
    const outcome = await converse(() => {
      opened += 1
      const conversations = servers[opened % 2 === 0 ? 0 : 1]
      return new ThreadkeepSession({ conversations, sessionId: 's' })
    })
    expect(outcome).toEqual(expected)
  })
})
