import type { StoreAdmin } from '@threadkeep/store/admin'
import type { ArchiveStore } from '../src/archive/archive-store.ts'

export class CutOff extends Error {}

/** Lets so many steps pass, behind which it is as if the process were killed. */
export class Steps {
  #left: number
  constructor(left: number) {
    this.#left = left
  }

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#left === 0) throw new CutOff()
    const result = await work()
    this.#left -= 1
    return result
  }

  store(store: ArchiveStore): ArchiveStore {
    const take = this.take.bind(this)
    return {
      write: (...args) => take(() => store.write(...args)),
      create: (...args) => take(() => store.create(...args)),
      read: (name) => take(() => store.read(name)),
      remove: (name) => take(() => store.remove(name)),
      removeAll: (beginning) => take(() => store.removeAll(beginning)),
      async *list(beginning) {
        yield* await take(async () => store.list(beginning))
      },
    }
  }

  admin(admin: StoreAdmin): StoreAdmin {
    const take = this.take.bind(this)
    return {
      ...admin,
      forOwner(owner) {
        const mine = admin.forOwner(owner)
        const { moves } = mine
        return {
          ...mine,
          importPart: (part) => take(() => mine.importPart(part)),
          moves: {
            claim: (...args) => take(() => moves.claim(...args)),
            moveOut: (...args) => take(() => moves.moveOut(...args)),
            state: (...args) => take(() => moves.state(...args)),
            giveUp: (...args) => take(() => moves.giveUp(...args)),
            forget: (...args) => take(() => moves.forget(...args)),
          },
        }
      },
    }
  }
}
