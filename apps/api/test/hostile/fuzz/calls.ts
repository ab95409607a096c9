import fc from 'fast-check'

/** The text stands where the input's JSON does; mostly it is JSON. */
export interface Call {
  procedure: string
  input: string
}

/** What each procedure needs, and what it takes besides. */
const SHAPES: Record<string, [needed: Field[], taken: Field[]]> = {
  start: [[], ['title', 'metadata', 'idempotencyKey']],
  send: [
    ['conversationId', 'content'],
    ['idempotencyKey', 'expectedRevision'],
  ],
  get: [['conversationId'], []],
  messages: [['conversationId'], ['limit', 'afterSeq', 'beforeSeq']],
  list: [[], ['status', 'limit', 'cursor']],
  setStatus: [['conversationId', 'status'], ['expectedRevision']],
  setMetadata: [['conversationId', 'metadata'], ['expectedRevision']],
  rename: [['conversationId', 'title'], ['expectedRevision']],
  delete: [['conversationId'], []],
  eraseAll: [['confirm'], []],
}

export const QUERIES: ReadonlySet<string> = new Set(['get', 'messages', 'list'])

type Fields = ReturnType<typeof createFields>
type Field = keyof Fields

const anyText = fc.string({ unit: 'binary', maxLength: 300 })
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })
const object = fc.dictionary(text, fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }), {
  maxKeys: 8,
})

/** Calls as clients make them, with a wrong value here and there, and garbage. */
export function calls(ids: readonly string[]): fc.Arbitrary<Call> {
  const fields = createFields(ids)
  const anything = fc.oneof(fc.record(fields, { requiredKeys: [] }), json)
  const ofProcedure = Object.entries(SHAPES).map(([procedure, [needed, taken]]) => {
    const shape = Object.fromEntries([...needed, ...taken].map((name) => [name, fields[name]]))
    const input = fc.oneof(
      { arbitrary: fc.record(shape, { requiredKeys: needed }), weight: 18 },
      { arbitrary: anything, weight: 1 },
    )
    const written = input.map((value) => JSON.stringify(value))
    return {
      arbitrary: fc.record({
        procedure: fc.constant(procedure),
        input: fc.oneof({ arbitrary: written, weight: 18 }, broken(written), anyText),
      }),
      // Else there would seldom be a conversation to do anything with.
      weight: procedure === 'delete' || procedure === 'eraseAll' ? 1 : 20,
    }
  })
  return fc.oneof(...ofProcedure)
}

function createFields(ids: readonly string[]) {
  const number = fc.oneof(
    { arbitrary: fc.integer({ min: 1, max: 101 }), weight: 9 },
    fc.double(),
    json,
  )
  return {
    conversationId: mostly(fc.constantFrom(...ids)),
    content: mostly(
      fc.oneof(
        fc.record({ type: fc.constant('text'), text }),
        fc.record({ type: fc.constant('cardAction'), actionId: text, data: object }),
      ),
    ),
    title: mostly(text),
    metadata: mostly(object),
    status: mostly(fc.constantFrom('active', 'active', 'active', 'completed', 'archived')),
    limit: number,
    cursor: fc.oneof({ arbitrary: fc.constant(null), weight: 3 }, fc.base64String(), json),
    afterSeq: number,
    beforeSeq: number,
    expectedRevision: number,
    // Few, so that they are used again.
    idempotencyKey: mostly(fc.constantFrom('a', 'b', 'c', 'd', 'e')),
    confirm: mostly(fc.boolean()),
  }
}

function mostly<Good>(good: fc.Arbitrary<Good>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: good, weight: 19 }, anyText, json)
}

/** With something else in the place of one character. */
function broken(written: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(written, fc.nat(), fc.string({ unit: 'binary', maxLength: 2 }))
    .map(([whole, at, other]) => {
      const place = at % (whole.length + 1)
      return whole.slice(0, place) + other + whole.slice(place + 1)
    })
}
