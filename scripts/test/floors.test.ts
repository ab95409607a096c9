import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HOUSES } from '../import-rules.mjs'

const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8')

/** The drawing that begins with the name of the folder. Its rooms end in `/` or `.ts`. */
function drawnFloors(house: string): string[][] {
  const [, drawing = ''] = page.split(`\`\`\`\n${house}\n\n`)
  const [lines = ''] = drawing.split('\n```')
  return lines
    .split('\n')
    .map((line) => line.split(/ +/).filter((word) => /(?:\/|\.ts)$/.test(word)))
    .map((rooms) => rooms.map((room) => room.replace(/\/$/, '')).sort())
    .reverse()
}

describe('docs/architecture.md', () => {
  it.each(Object.entries(HOUSES))(
    'draws the floors of %s as they are checked',
    (house, { floors }) => {
      const rules = floors.map((rooms) => rooms.flat().sort())
      expect(drawnFloors(house)).toStrictEqual(rules)
    },
  )
})
