import type { Random } from '@threadkeep/store/testing'

/** One of them. */
export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0]
}
