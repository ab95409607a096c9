import { describe, expect, it } from 'vitest'
import { ConversationNotFoundError, RevisionConflictError } from '../../../src/errors.ts'
import { text, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

const KEY = { idempotencyKey: 'k' }

export function idempotentChangesTests(target: ConformanceTarget): void {
  describe('idempotent changes', () => {
    const { newClient } = useStore(target)

    async function started() {
      const mine = newClient()
      const { conversation } = await mine.start({ title: 'One' })
      return { mine, id: conversation.id, revision: conversation.revision }
    }

    it('does not undo a later rename by the repeat of an older one', async () => {
      const { mine, id } = await started()
      await mine.update(id, { title: 'Two' }, KEY)
      const later = await mine.update(id, { title: 'Three' }, { idempotencyKey: 'other' })
      const repeated = await mine.update(id, { title: 'Two' }, KEY)
      expect(withoutAccessTime(repeated)).toStrictEqual(withoutAccessTime(later))
      expect(withoutAccessTime(await mine.get(id))).toStrictEqual(withoutAccessTime(later))
    })

    it('does not undo a later status by the repeat of an older one', async () => {
      const { mine, id } = await started()
      await mine.setStatus(id, 'completed', KEY)
      const later = await mine.setStatus(id, 'archived')
      expect(withoutAccessTime(await mine.setStatus(id, 'completed', KEY))).toStrictEqual(
        withoutAccessTime(later),
      )
    })

    it('looks for the key before it compares revisions', async () => {
      const { mine, id, revision } = await started()
      const options = { ...KEY, expectedRevision: revision }
      const renamed = await mine.update(id, { title: 'Two' }, options)
      expect(withoutAccessTime(await mine.update(id, { title: 'Two' }, options))).toStrictEqual(
        withoutAccessTime(renamed),
      )
      await expect(
        mine.update(id, { title: 'Two' }, { ...options, idempotencyKey: 'other' }),
      ).rejects.toStrictEqual(new RevisionConflictError(revision + 1))
    })

    it('does not remember a change that it rejected', async () => {
      const { mine, id, revision } = await started()
      const options = { ...KEY, expectedRevision: revision + 1 }
      await expect(mine.update(id, { title: 'Two' }, options)).rejects.toThrow()
      expect((await mine.update(id, { title: 'Two' }, KEY)).title).toBe('Two')
    })

    it('takes a key with another change, or of another conversation, for another change', async () => {
      const { mine, id } = await started()
      const { conversation } = await mine.start()
      await mine.update(id, { title: 'Two' }, KEY)
      expect((await mine.update(id, { title: 'Three' }, KEY)).title).toBe('Three')
      expect((await mine.setStatus(id, 'archived', KEY)).status).toBe('archived')
      expect((await mine.update(conversation.id, { title: 'Two' }, KEY)).title).toBe('Two')
      await mine.delete(id, KEY)
      expect((await mine.get(conversation.id)).title).toBe('Two')
    })

    it('succeeds for the repeat of a delete, and for no other delete', async () => {
      const { mine, id } = await started()
      await mine.delete(id, KEY)
      await mine.delete(id, KEY)
      for (const options of [{ idempotencyKey: 'other' }, {}]) {
        await expect(mine.delete(id, options)).rejects.toStrictEqual(
          new ConversationNotFoundError(),
        )
      }
      await expect(newClient().delete(id, KEY)).rejects.toStrictEqual(
        new ConversationNotFoundError(),
      )
    })

    it('is told from an append, whatever its idempotency key spells', async () => {
      const mine = newClient()
      for (const isAppendFirst of [false, true]) {
        const { id } = (await mine.start()).conversation
        await mine.append(id, { messages: [text('a')] })
        const spelled = JSON.stringify(['k', ['regenerate', id]])
        const append = () => mine.append(id, { messages: [text('b')], idempotencyKey: spelled })
        const regenerate = () => mine.runs(id).regenerate({ run: false, idempotencyKey: 'k' })
        for (const change of isAppendFirst ? [append, regenerate] : [regenerate, append]) {
          expect(await change()).toMatchObject({ replayed: false })
        }
      }
    })
  })
}
