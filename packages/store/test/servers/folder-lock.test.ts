import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withFolderLock } from '../../testing/servers/obtain/folder-lock.ts'

let folder: string
let lock: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'threadkeep-lock-'))
  lock = join(folder, 'lock')
})

afterEach(() => rm(folder, { recursive: true }))

test('one at a time', async () => {
  const log: string[] = []
  const work = (name: string) =>
    withFolderLock(lock, async () => {
      log.push(`${name} in`)
      await new Promise((resolve) => setTimeout(resolve, 50))
      log.push(`${name} out`)
    })
  await Promise.all([work('one'), work('other')])
  const [first] = log[0] === 'one in' ? ['one', 'other'] : ['other', 'one']
  const second = first === 'one' ? 'other' : 'one'
  expect(log).toEqual([`${first} in`, `${first} out`, `${second} in`, `${second} out`])
})

test('work that fails frees the lock', async () => {
  const failing = withFolderLock(lock, () => Promise.reject(new Error('broken')))
  await expect(failing).rejects.toThrow('broken')
  await expect(withFolderLock(lock, async () => {})).resolves.toBe(undefined)
})

test('the lock of a holder that died is taken over', async () => {
  await mkdir(lock)
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(lock, longAgo, longAgo)
  await expect(withFolderLock(lock, async () => {})).resolves.toBe(undefined)
})
