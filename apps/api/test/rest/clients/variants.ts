import type { Document, Schema } from '../support/document.ts'

/** An expression of TypeScript for each thing that a schema allows, one differing from the next. */
export type Expression = string

/** Fields whose value must fit what is stored: where the calls find it. */
const STORED: Record<string, Expression> = {
  conversationId: 'at.conversationId',
  conversationIds: 'at.conversationId',
  expectedRevision: 'at.revision',
  'If-Match': 'at.etag',
  cursor: 'at.cursor',
  seq: 'at.seq',
  idempotencyKey: 'at.key',
  'Idempotency-Key': 'at.key',
}

const OPEN_OBJECT = "{ 'a name': [1, 'two', null, { constructor: true }] }"
const ANY_TYPE = ['object', 'array', 'string', 'number', 'boolean', 'null']

export function variantsOf(document: Document, schema: Schema, name = ''): Expression[] {
  const options = schema.oneOf ?? schema.anyOf
  if (schema.$ref !== undefined) return variantsOf(document, resolve(document, schema.$ref), name)
  if (options !== undefined) return options.flatMap((each) => variantsOf(document, each, name))
  if (schema.const !== undefined) return [JSON.stringify(schema.const)]
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value))
  return [schema.type ?? ANY_TYPE].flat().flatMap((type) => ofType(document, schema, type, name))
}

function ofType(document: Document, schema: Schema, type: string, name: string): Expression[] {
  switch (type) {
    case 'object':
      return schema.properties === undefined ? [OPEN_OBJECT] : objects(document, schema)
    case 'array':
      return arrays(document, schema.items ?? {}, name)
    case 'string':
      return [STORED[name] ?? "'text'"]
    case 'integer':
    case 'number':
      return [STORED[name] ?? '1']
    case 'boolean':
      return ['true', 'false']
    case 'null':
      return ['null']
    default:
      throw new Error(`no value is known of type ${type}`)
  }
}

function arrays(document: Document, items: Schema, name: string): Expression[] {
  const isAnything = Object.keys(items).length === 0
  const variants = isAnything ? [`${OPEN_OBJECT}, 2`] : variantsOf(document, items, name)
  return variants.map((variant) => `[${variant}]`)
}

/** The required fields alone, then with each optional field, and with every variant of each field. */
function objects(document: Document, { properties = {}, required = [] }: Schema): Expression[] {
  const fields = Object.entries(properties).map(([name, field]) => ({
    name,
    isRequired: required.includes(name),
    variants: variantsOf(document, field, name),
  }))
  return combine(fields).map(print)
}

export interface Field {
  name: string
  isRequired: boolean
  variants: Expression[]
}

export function combine(fields: readonly Field[]): Record<string, Expression>[] {
  const base: Record<string, Expression> = {}
  for (const { name, isRequired, variants } of fields) {
    if (isRequired && variants[0] !== undefined) base[name] = variants[0]
  }
  const others = fields.flatMap(({ name, isRequired, variants }) =>
    variants.slice(isRequired ? 1 : 0).map((variant) => ({ ...base, [name]: variant })),
  )
  return [base, ...others]
}

export function print(fields: Record<string, Expression>): Expression {
  const members = Object.entries(fields).map(([name, value]) => `${JSON.stringify(name)}: ${value}`)
  return `{ ${members.join(', ')} }`
}

export function resolve({ components }: Document, ref: string): Schema {
  const schema = components.schemas[ref.slice('#/components/schemas/'.length)]
  if (schema === undefined) throw new Error(`${ref} is not in the document`)
  return schema
}
