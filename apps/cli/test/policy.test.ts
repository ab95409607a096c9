import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStore } from '@threadkeep/store'
import { afterAll, describe, expect, it } from 'vitest'
import { isToArchive, parsePolicy } from '../src/archive/policy.ts'
import { fill, someOwners } from './fill.ts'
import { configOf, jsonLines, startStandalone, threadkeep } from './support.ts'

const DAY = 86_400_000
const folder = mkdtempSync(join(tmpdir(), 'threadkeep-policy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const rules = (...each: unknown[]) => JSON.stringify({ rules: each })

describe('a policy', () => {
  const policy = parsePolicy(
    rules(
      { tenant: 'kept', action: 'keep' },
      { status: 'active', olderThan: '2d', action: 'keep' },
      { status: 'completed', olderThan: '12h', action: 'archive' },
      { olderThan: '1d', action: 'archive' },
    ),
  )

  it.each([
    ['kept', 'completed', 100, false],
    ['other', 'completed', 0.4, false],
    ['other', 'completed', 0.5, true],
    ['other', 'active', 0.9, false],
    ['other', 'active', 1, true],
    ['other', 'active', 2, false],
    ['other', 'archived', 1.5, true],
  ] as const)('is decided by its first rule that is met: %s, %s, %s days', (...row) => {
    const [tenantId, status, days, isMeant] = row
    expect(isToArchive(policy, { tenantId, status, ageMs: days * DAY })).toBe(isMeant)
  })

  it.each([
    ['', 'it is no JSON'],
    ['[]', 'the policy: '],
    ['{}', 'rules: '],
    [rules(), 'rules: must have a rule'],
    [JSON.stringify({ rules: [], more: 1 }), 'Unrecognized key: "more"'],
    [rules('archive'), 'rules[0]: '],
    [rules({ olderThan: '1d' }), "rules[0].action: must be 'archive' or 'keep'"],
    [rules({ olderThan: '1d', action: 'delete' }), "rules[0].action: must be 'archive' or 'keep'"],
    [rules({ action: 'keep' }, { action: 'archive' }), 'rules[1].olderThan: must be a number of'],
    [rules({ action: 'archive', olderThan: 20 }), 'rules[0].olderThan: must be a number of days'],
    [rules({ action: 'archive', olderThan: '3w' }), 'rules[0].olderThan: must be a number of days'],
    [rules({ action: 'archive', olderThan: '-1d' }), 'rules[0].olderThan: must be'],
    [
      rules({ action: 'keep', status: 'done' }),
      'rules[0].status: must be one of active, completed',
    ],
    [rules({ action: 'keep', tenant: '' }), 'rules[0].tenant: '],
    [rules({ action: 'keep', tenant: 7 }), 'rules[0].tenant: '],
    [rules({ action: 'keep', older_than: '1d' }), 'rules[0]: Unrecognized key: "older_than"'],
    [rules({ action: 'keep', status: 'x' }, { action: 'y' }), 'rules[1].action: '],
  ])('that is wrong is rejected by the name of the field: %s', async (text, says) => {
    expect(() => parsePolicy(text)).toThrow(says)
    const file = join(folder, 'wrong.json')
    writeFileSync(file, text)
    const read = () => {
      throw new Error('the environment was read')
    }
    const { code, err } = await threadkeep(['archive', '--to', folder, '--policy', file], read)
    expect(code).toBe(2)
    expect(err).toContain("option '--policy <file>' argument")
    expect(err).toContain(says)
  })

  it('stands in place of --older-than and --status', async () => {
    const file = join(folder, 'right.json')
    writeFileSync(file, rules({ action: 'keep' }))
    const line = ['archive', '--to', folder, '--policy', file]
    for (const other of [
      ['--older-than', '1d'],
      ['--status', 'active'],
    ]) {
      const { code, err } = await threadkeep([...line, ...other], () => {
        throw new Error('the environment was read')
      })
      expect({ code, err }).toMatchObject({
        code: 2,
        err: expect.stringContaining(`cannot be used with option '${other[0]} <`),
      })
    }
  })

  it('moves what it says, and a rule that comes too late is warned of', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    await fill(store, someOwners(2, 1))
    await store.close()
    const file = join(folder, 'by-tenant.json')
    writeFileSync(
      file,
      rules(
        { tenant: 'tenant 1', action: 'keep' },
        { status: 'completed', olderThan: '0m', action: 'archive' },
      ),
    )
    const line = ['archive', '--to', join(folder, 'to'), '--policy', file, '--json']
    const { err, out } = await threadkeep(line, config)
    expect(err).toBe('')
    expect(jsonLines(out)).toMatchObject([{ moved: 1, changed: 0 }])
    const late = ['archive', '--to', join(folder, 'to'), '--older-than', '1h']
    expect((await threadkeep(late, config)).err).toContain('expire by REDIS_TTL before')
  })
})
