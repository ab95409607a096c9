/** What is stored. */
export interface Shape {
  conversations: number
  conversationsPerUser: number
  messagesPerConversation: number
  /** Of a message's text, in UTF-8. */
  textBytes: number
}

/** Bytes of memory of each. */
export interface Costs {
  user: number
  conversation: number
  message: number
  /** Above 1, because allocations are rounded up. */
  textByte: number
}

export type Measured = Shape & { bytes: number }

/** Of a conversation: its record and its messages. Of a user: two indexes, and two of the starts. */
const KEYS_OF_CONVERSATION = 2
const KEYS_OF_USER = 4
/** Every key is in the table of keys and in that of expiries, whose sizes are powers of two. */
const TABLES = 2
const POINTER_BYTES = 8

export function predict(shape: Shape, costs: Costs): number {
  const { user, conversation, message, textByte } = costs
  const [users, conversations, messages, text] = countsOf(shape)
  return (
    tableBytes(shape) +
    user * users +
    conversation * conversations +
    message * messages +
    textByte * text
  )
}

/** The costs that fit the measurements best, by least squares of the relative errors. */
export function fit(measured: readonly Measured[]): Costs {
  const rows = measured.map((each) => {
    const rest = each.bytes - tableBytes(each)
    return [...countsOf(each), rest].map((value) => value / each.bytes)
  })
  const size = 4
  const system = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (_, j) =>
      rows.reduce((sum, row) => sum + at(row, i) * at(row, j), 0),
    ),
  )
  const [user, conversation, message, textByte] = solve(system)
  return {
    user: num(user),
    conversation: num(conversation),
    message: num(message),
    textByte: num(textByte),
  }
}

function countsOf(shape: Shape): [number, number, number, number] {
  const { conversations, conversationsPerUser, messagesPerConversation, textBytes } = shape
  const messages = conversations * messagesPerConversation
  return [conversations / conversationsPerUser, conversations, messages, messages * textBytes]
}

function tableBytes({ conversations, conversationsPerUser }: Shape): number {
  const keys =
    conversations * KEYS_OF_CONVERSATION + (conversations / conversationsPerUser) * KEYS_OF_USER
  return TABLES * POINTER_BYTES * 2 ** Math.ceil(Math.log2(keys))
}

/** By Gauss and Jordan. Each row ends with its right side. */
function solve(system: number[][]): number[] {
  const size = system.length
  for (let column = 0; column < size; column += 1) {
    const rest = system.slice(column)
    const best = rest.reduce((a, b) => (Math.abs(at(b, column)) > Math.abs(at(a, column)) ? b : a))
    system.splice(system.indexOf(best), 1)
    const pivot = best.map((value) => value / at(best, column))
    for (const [index, row] of system.entries()) {
      const factor = at(row, column)
      system[index] = row.map((value, i) => value - factor * at(pivot, i))
    }
    system.splice(column, 0, pivot)
  }
  return system.map((row) => at(row, size))
}

function at(row: readonly number[], index: number): number {
  return num(row[index])
}

function num(value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value))
    throw new Error('the shapes are too much alike')
  return value
}
