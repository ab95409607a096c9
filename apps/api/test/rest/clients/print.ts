import { readFileSync } from 'node:fs'
import type { Document } from '../support/document.ts'
import type { Case } from './cases.ts'
import { type Expression, print, variantsOf } from './variants.ts'

/** How a kind of client is called. */
interface Style {
  imports: string
  call(each: Case): Expression
  /** The type of a schema of the document. */
  typeOf(component: string): string
}

const CLIENT = '{ baseUrl: at.baseUrl, headers: { authorization: at.authorization } }'

export const OPENAPI_FETCH: Style = {
  imports: `
    import createClient from 'openapi-fetch'
    import type { components, paths } from './schema.js'
  `,
  call({ operation, path, query, header, body }) {
    const options = print({
      params: print(filled({ path, query, header })),
      ...(body !== undefined && { body }),
      ...(isStream(operation.response) && { parseAs: "'stream'" }),
    })
    return `createClient<paths>(${CLIENT}).${operation.method}('${operation.path}', ${options})`
  },
  typeOf: (component) => `components['schemas']['${component}']`,
}

export const HEY_API: Style = {
  imports: `
    import { createClient } from './hey-api/client/index.js'
    import * as api from './hey-api/index.js'
  `,
  call({ operation, path, query, header, body }) {
    const options = print({
      client: `createClient(${CLIENT})`,
      ...filled({ path, query, headers: header }),
      ...(body !== undefined && { body }),
    })
    return `api.${operation.operationId}(${options})`
  },
  typeOf: (component) => `api.${component}`,
}

/**
 * A module that makes every call, and compares its types with every variant of a
 * response. It compiles only if each field is in the types.
 */
export function printModule(document: Document, cases: readonly Case[], style: Style): string {
  const calls = cases.map((each) => `'${each.name}': (at: At) => ${style.call(each)},`)
  const bodies = cases.map(({ name, body }) => `'${name}': (at: At) => (${body}),`)
  const responses = cases
    .filter(({ name, operation: { response } }) => name.endsWith(' 0') && !isStream(response))
    .map(({ name, operation: { response } }) => {
      const variants = variantsOf(document, response.schema)
      return `'${name}': (at: At): Data<(typeof calls)['${name}']>[] => [${variants.join(', ')}],`
    })
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
    const variants = variantsOf(document, schema)
    return `${name}: (at: At): ${style.typeOf(name)}[] => [${variants.join(', ')}],`
  })
  return `${style.imports}
    ${readFileSync(new URL('./at.ts', import.meta.url), 'utf8')}
    type Data<Call extends (at: At) => Promise<{ data?: unknown }>> =
      NonNullable<Awaited<ReturnType<Call>>['data']>
    export const calls = {
      ${calls.join('\n')}
    }
    export const bodies = {
      ${bodies.join('\n')}
    }
    export const responses = {
      ${responses.join('\n')}
    }
    export const schemas = {
      ${schemas.join('\n')}
    }
    ${cases.flatMap((each) => printMistake(each, style)).join('\n')}
  `
}

/** Does not compile, unless the types let anything through. */
function printMistake(each: Case, style: Style): string[] {
  const [field] = Object.keys(each.operation.body?.properties ?? {})
  if (field === undefined || !each.name.endsWith(' 0')) return []
  const call = style.call({ ...each, body: `{ ...${each.body}, ${field}: 0n }` })
  return [
    '// @ts-expect-error: no field is a bigint',
    `export const mistake_${each.operation.operationId} = (at: At) => ${call}`,
  ]
}

function isStream({ type }: Case['operation']['response']): boolean {
  return type === 'text/event-stream'
}

function filled(groups: Record<string, Record<string, Expression>>): Record<string, Expression> {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([name, fields]) =>
      Object.keys(fields).length > 0 ? [[name, print(fields)]] : [],
    ),
  )
}
