import type { Api } from '../../support/api.ts'

/** As much of a JSON schema as the document has. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  pattern?: string
  format?: string
  minLength?: number
  minimum?: number
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
}

interface Content {
  content?: Record<string, { schema: Schema }>
}

interface OperationObject {
  operationId: string
  parameters?: Parameter[]
  requestBody?: Content
  responses: Record<string, Content>
}

export interface Document {
  info: { version: string }
  paths: Record<string, Record<string, OperationObject>>
  components: { schemas: Record<string, Schema> }
}

/** One operation, with its input and its 200 response. */
export interface Operation {
  method: string
  path: string
  operationId: string
  parameters: Parameter[]
  body: Schema | undefined
  response: { type: string; schema: Schema }
}

export async function servedDocument(api: Pick<Api, 'request'>): Promise<Document> {
  const response = await api.request('/openapi.json')
  if (!response.ok) throw new Error(`/openapi.json: ${response.status}`)
  return JSON.parse(await response.text())
}

export function operationsOf({ paths }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const [[type, { schema }] = missing(operation, 'response')] = Object.entries(
        operation.responses['200']?.content ?? {},
      )
      return {
        method: method.toUpperCase(),
        path,
        operationId: operation.operationId,
        parameters: operation.parameters ?? [],
        body: operation.requestBody?.content?.['application/json']?.schema,
        response: { type, schema },
      }
    }),
  )
}

/** Every schema of the document, those within others included, and where it stands. */
export function schemasOf(document: Document): { path: string; schema: Schema }[] {
  const roots = Object.entries(document.components.schemas)
  for (const { method, path, parameters, body, response } of operationsOf(document)) {
    const at = `${method} ${path}`
    roots.push(...parameters.map(({ name, schema }): [string, Schema] => [`${at} ${name}`, schema]))
    if (body !== undefined) roots.push([at, body])
    roots.push([`${at} 200`, response.schema])
  }
  return roots.flatMap(([path, schema]) => within(path, schema))
}

function within(path: string, schema: Schema): { path: string; schema: Schema }[] {
  const { properties = {}, oneOf = [], anyOf = [] } = schema
  return [
    { path, schema },
    ...Object.entries(properties).flatMap(([name, field]) => within(`${path}.${name}`, field)),
    ...[...oneOf, ...anyOf].flatMap((option, at) => within(`${path}|${at}`, option)),
  ]
}

function missing({ operationId }: OperationObject, what: string): never {
  throw new Error(`${operationId} has no ${what}`)
}
