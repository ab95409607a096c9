import { afterAll } from 'vitest'
import { keysOf, newOwner, openStore, startRawRedis } from './support.ts'

/** A server and a store until the file ends, and new users of it. */
export async function startUsers() {
  const server = await startRawRedis()
  const store = openStore(server.url)
  afterAll(async () => {
    await store.close()
    await server[Symbol.asyncDispose]()
  })
  function newUser() {
    const owner = newOwner()
    return { mine: store.forOwner(owner), keys: keysOf(owner) }
  }
  return { server, newUser }
}
