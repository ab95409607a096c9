import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BlobServiceClient } from '@azure/storage-blob'
import { createStore } from '@threadkeep/store'
import { expect, it } from 'vitest'
import { credentialsOf } from './archive-places.ts'
import { startAzurite } from './azurite.ts'
import { configOf, startStandalone, threadkeep } from './support.ts'

const doc = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
const examples = [...doc.matchAll(/^```sh\n([^`]+)^```$/gm)]
  .flatMap(([, lines = '']) => lines.split('\n'))
  .filter((line) => line.startsWith('threadkeep '))
const [, policy = ''] = /^```json\n([^`]+)^```$/m.exec(doc) ?? []
/** The default of REDIS_TTL. */
const TTL_SECONDS = 30 * 24 * 3600
const SHOWN_ID = /019ac5f0-[0-9a-f-]+/

it('the examples of docs/cli.md work as they stand there, one after the other', async () => {
  await using target = await startStandalone({ appendonly: true })
  await using azurite = await startAzurite()
  await BlobServiceClient.fromConnectionString(azurite.connectionString).createContainer('archive')
  const config = configOf(target.address, { ttlSeconds: TTL_SECONDS })
  const folder = await mkdtemp(join(tmpdir(), 'threadkeep-docs-'))
  writeFileSync(join(folder, 'retention.json'), policy)
  const store = createStore(config)
  const mine = store.forOwner({ tenantId: 'contoso', userId: 'ada' })
  const { id } = (await mine.start({ title: 'Travel plans' })).conversation
  expect(examples.length).toBeGreaterThan(4)
  for (const example of examples) {
    const line = example
      .replace(/^threadkeep /, '')
      .replace(/ > .*$/, '')
      .replace(SHOWN_ID, id)
      .replace(/\S+\.(?:nd)?json\b/, (name) => join(folder, name))
      .replace('/mnt/archive', join(folder, 'archive'))
    const { code, err, out } = await threadkeep(line, config, credentialsOf(azurite))
    // Nothing here is old enough for the archive.
    const isOfNothing = example.includes('list --tenant contoso --archive')
    const expected = isOfNothing ? 'Tenant contoso has nothing in the archive.\n' : ''
    expect({ example, code, err }).toEqual({ example, code: 0, err: expected })
    expect(out === '').toBe(isOfNothing)
  }
  await store.close()
  await rm(folder, { recursive: true })
})
