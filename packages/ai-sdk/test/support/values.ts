import fc from 'fast-check'

export const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map(storable)
export const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
export const json = fc.jsonValue({ maxDepth: 3 }).map(asRead).filter(isStorable)
export const object = fc.dictionary(name, json, { maxKeys: 3 }).map(asRead)
export const providerMetadata = fc.dictionary(name, object, { minKeys: 1, maxKeys: 2 }).map(asRead)
export const state = fc.constantFrom('streaming' as const, 'done' as const)

/** As programs have it that read JSON: without -0, and with plain prototypes. */
function asRead<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}

/** The store rejects NUL and lone surrogates, and that key, wherever they are. */
function isStorable(value: unknown): boolean {
  const written = JSON.stringify(value)
  return written === storable(written) && !/__proto__|\\u/.test(written)
}

function storable(value: string): string {
  return value.toWellFormed().replaceAll('\0', '')
}

/** Only what the AI SDK's types allow: fields that are absent are left out. */
export const optional = <Model extends object, Required extends keyof Model>(
  model: { [Field in keyof Model]: fc.Arbitrary<Model[Field]> },
  requiredKeys: Required[],
) => fc.record(model, { requiredKeys })
