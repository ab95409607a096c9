import { expect, test } from 'vitest'
import { decodeReply } from '../../src/redis/scripts/replies.ts'

test('the size of a reply is that of its bytes, in every language', () => {
  expect(decodeReply('messages', ['page', 7, 'x'.repeat(100)]).bytes()).toBe(104)
  expect(decodeReply('messages', ['page', 7, '字'.repeat(100)]).bytes()).toBe(304)
})
