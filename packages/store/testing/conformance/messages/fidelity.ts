import type { JsonValue, NewContent, NewMessage } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { exportWhole } from '../support/all-pages.ts'
import { OBJECTS, TEXTS } from '../support/payloads.ts'
import { card, text, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

const VALUES: JsonValue[] = [
  ...OBJECTS,
  null,
  true,
  false,
  0,
  -0,
  1e-7,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  '',
  'text',
  [],
  [null, [], {}],
]

export function fidelityTests(target: ConformanceTarget): void {
  describe('fidelity', () => {
    const { newClient } = useStore(target)

    it('gives back every content byte for byte, wherever it is read', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const contents: NewContent[] = [
        ...TEXTS.map((value): NewContent => ({ type: 'text', text: value })),
        ...OBJECTS.map((value): NewContent => ({ type: 'card', card: value })),
        ...OBJECTS.map(
          (data): NewContent => ({
            type: 'cardAction',
            actionId: JSON.stringify(data).slice(0, 99),
            data,
          }),
        ),
        ...VALUES.map((value): NewContent => ({ type: 'json', format: 'any@1', value })),
        { type: 'json', format: '{}:"é😀', value: { a: 1 }, text: 'shown' },
      ]
      const given = contents.map((content) => JSON.stringify(content))
      const messages = contents.map((content) => ({ role: 'user' as const, content }))
      const half = Math.ceil(messages.length / 2)
      const first = await mine.append(id, {
        messages: messages.slice(0, half),
        idempotencyKey: 'k',
      })
      const second = await mine.append(id, { messages: messages.slice(half) })
      expect(asJson([...first.messages, ...second.messages])).toStrictEqual(given)
      expect(asJson((await mine.messages(id, { limit: 100 })).items)).toStrictEqual(given)
      expect(asJson((await mine.getAppendResult(id, 'k'))?.messages)).toStrictEqual(
        given.slice(0, half),
      )
      const again = await mine.append(id, {
        messages: messages.slice(0, half),
        idempotencyKey: 'k',
      })
      expect(asJson(again.messages)).toStrictEqual(given.slice(0, half))
      for (const exported of await exportWhole(mine)) {
        expect(asJson(exported.messages)).toStrictEqual(given)
      }
    })

    it('gives back the metadata of a message byte for byte, and none where none was given', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const given: NewMessage[] = [
        ...OBJECTS.map((metadata) => ({ ...text('a', 'tool'), metadata })),
        { ...text('b'), metadata: undefined },
        text('c'),
      ]
      const input = { messages: given, idempotencyKey: 'k' }
      const expected = given.map(({ metadata }) => JSON.stringify(metadata))
      const readings = [
        (await mine.append(id, input)).messages,
        (await mine.append(id, input)).messages,
        (await mine.messages(id)).items,
        (await mine.getAppendResult(id, 'k'))?.messages ?? [],
      ]
      for (const messages of readings) {
        expect(messages.map(({ metadata }) => JSON.stringify(metadata))).toStrictEqual(expected)
        expect(messages.filter((message) => 'metadata' in message)).toHaveLength(OBJECTS.length)
        expect(messages[0]?.role).toBe('tool')
      }
      const other = given.map((message) => ({ ...message, metadata: { other: true } }))
      await expect(mine.append(id, { ...input, messages: other })).rejects.toMatchObject({
        reason: 'IDEMPOTENCY_KEY_REUSED',
      })
    })

    it('gives back every metadata byte for byte, wherever it is read', async () => {
      const mine = newClient()
      for (const [index, metadata] of OBJECTS.entries()) {
        const given = JSON.stringify(metadata)
        const externalId = `agent-${index}`
        const { conversation } = await mine.start({ metadata, externalId })
        const { id } = conversation
        const readings = [
          conversation,
          await mine.get(id),
          await mine.findByExternalId(externalId),
          (await mine.append(id, { messages: [text('a')] })).conversation,
          await mine.update(id, { title: 'b' }),
          await mine.update(id, { metadata }),
          (await mine.list({ limit: 1 })).items[0],
        ]
        for (const reading of readings) expect(JSON.stringify(reading?.metadata)).toBe(given)
      }
    })

    it.each(TEXTS.filter((value) => value.trim() !== '').map((value) => value.slice(0, 200)))(
      'gives back %j as title, external id, reference and key',
      async (value) => {
        const mine = newClient()
        const fields = { title: value, externalId: value, sdkConversationRef: value }
        const { conversation } = await mine.start({ ...fields, idempotencyKey: value })
        expect(conversation).toMatchObject(fields)
        expect(await mine.findByExternalId(value)).toMatchObject(fields)
        expect((await mine.list()).items).toMatchObject([fields])
      },
    )

    it('keeps nothing of the objects that it was given or gave out', async () => {
      const mine = newClient()
      const metadata = { list: [1], inner: { a: 1 } }
      const owned = card({ body: [{ text: 'original' }] })
      const { conversation } = await mine.start({ metadata, idempotencyKey: 'start' })
      const { id } = conversation
      const appended = await mine.append(id, { messages: [owned], idempotencyKey: 'append' })
      const before = await snapshot()

      spoil(metadata)
      spoil(owned)
      spoil(conversation)
      spoil(appended)
      expect(await snapshot()).toStrictEqual(before)
      spoil(await mine.get(id))
      spoil(await mine.messages(id))
      spoil(await mine.list())
      spoil(await mine.getAppendResult(id, 'append'))
      expect(await snapshot()).toStrictEqual(before)

      async function snapshot(): Promise<unknown> {
        const replayed = await mine.start({
          metadata: { list: [1], inner: { a: 1 } },
          idempotencyKey: 'start',
        })
        const { items } = await mine.list()
        const recalled = await mine.getAppendResult(id, 'append')
        return structuredClone([
          replayed,
          items.map(withoutAccessTime),
          await mine.messages(id),
          recalled?.messages,
          recalled && withoutAccessTime(recalled.conversation),
        ])
      }
    })
  })
}

function asJson(messages: { content: unknown }[] = []): string[] {
  return messages.map((message) => JSON.stringify(message.content))
}

/** Overwrites everything inside, as a careless caller might. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    spoil(child)
    Reflect.set(value, key, 'spoiled')
  }
  if (Array.isArray(value)) value.push('spoiled')
}
