import { expect, it } from 'vitest'
import { measure } from '../src/capacity/measure.ts'
import { fit, predict, type Shape } from '../src/capacity/model.ts'

const SHAPE: Shape = {
  conversations: 300,
  conversationsPerUser: 10,
  messagesPerConversation: 4,
  textBytes: 200,
}

it('the model finds the costs that memory was made of', () => {
  const costs = { user: 800, conversation: 1300, message: 10, textByte: 1.2 }
  const shapes = [
    SHAPE,
    { ...SHAPE, conversationsPerUser: 2 },
    { ...SHAPE, messagesPerConversation: 20 },
    { ...SHAPE, textBytes: 1000 },
    { ...SHAPE, conversations: 1000, textBytes: 500 },
  ]
  const found = fit(shapes.map((shape) => ({ ...shape, bytes: predict(shape, costs) })))
  for (const [name, cost] of Object.entries(costs)) {
    expect(found).toHaveProperty(name, expect.closeTo(cost, 3))
  }
  expect(() => fit([{ ...SHAPE, bytes: 1 }])).toThrow('too much alike')
})

it('a server is filled and measured, and loads what it kept', async () => {
  const { bytes, logBytes, snapshotBytes } = await measure(SHAPE)
  expect(bytes / SHAPE.conversations).toBeGreaterThan(1000)
  expect(bytes / SHAPE.conversations).toBeLessThan(6000)
  expect(logBytes).toBeGreaterThan(snapshotBytes)
  expect(snapshotBytes).toBeGreaterThan(0)
})
