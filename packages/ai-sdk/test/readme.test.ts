import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('the example of the README is at most 12 lines, and the one that the browser runs', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const example = readFileSync(new URL('example.ts', import.meta.url), 'utf8')
  expect(/```ts\n(.*?)```/s.exec(readme)?.[1]).toBe(example)
  expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(12)
})
