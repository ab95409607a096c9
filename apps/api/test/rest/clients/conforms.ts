import type { Document, Schema } from '../support/document.ts'
import { resolve } from './variants.ts'

/** Where a value is not as its schema says. A field that is not described is told as well. */
export function mismatches(
  document: Document,
  schema: Schema,
  value: unknown,
  path = '$',
): string[] {
  if (schema.$ref !== undefined) {
    return mismatches(document, resolve(document, schema.$ref), value, path)
  }
  const options = schema.oneOf ?? schema.anyOf
  if (options !== undefined) {
    const found = options.map((option) => mismatches(document, option, value, path))
    return found.some((each) => each.length === 0) ? [] : [`${path}: ${found.flat().join('; ')}`]
  }
  if (schema.const !== undefined && value !== schema.const) return [`${path} is ${value}`]
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${path} is ${value}`]
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isA(type, value))) {
    return [`${path} is no ${schema.type}`]
  }
  if (Array.isArray(value)) {
    const { items = {} } = schema
    return value.flatMap((item, at) => mismatches(document, items, item, `${path}[${at}]`))
  }
  return schema.properties !== undefined && isA('object', value)
    ? inFields(document, schema, Object(value), path)
    : []
}

function inFields(
  document: Document,
  { properties = {}, required = [] }: Schema,
  value: Record<string, unknown>,
  path: string,
): string[] {
  return [
    ...required
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, field]) => {
      const schema = properties[name]
      return schema === undefined
        ? [`${path}.${name} is not described`]
        : mismatches(document, schema, field, `${path}.${name}`)
    }),
  ]
}

function isA(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
