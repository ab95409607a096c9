import { type Document, type Operation, operationsOf, type Parameter } from '../support/document.ts'
import { combine, type Expression, variantsOf } from './variants.ts'

/** One call of one operation. */
export interface Case {
  name: string
  operation: Operation
  path: Record<string, Expression>
  query: Record<string, Expression>
  header: Record<string, Expression>
  body?: Expression
}

/** Calls of every operation, in which each field that it takes is given at least once. */
export function casesOf(document: Document): Case[] {
  return operationsOf(document).flatMap((operation) => {
    const bodies = operation.body === undefined ? [] : variantsOf(document, operation.body)
    const [parameters = {}, ...others] = combine(
      operation.parameters.map(({ name, required, schema }) => ({
        name,
        isRequired: required === true,
        variants: variantsOf(document, schema, name),
      })),
    )
    const withBody = (values: Record<string, Expression>, body?: Expression) => ({
      ...placed(operation.parameters, values),
      ...(body !== undefined && { body }),
    })
    return [
      withBody(parameters, bodies[0]),
      ...bodies.slice(1).map((body) => withBody(parameters, body)),
      ...others.map((values) => withBody(values, bodies[0])),
    ].map((call, at) => ({ name: `${operation.operationId} ${at}`, operation, ...call }))
  })
}

function placed(parameters: readonly Parameter[], values: Record<string, Expression>) {
  const places: Record<Parameter['in'], Record<string, Expression>> = {
    path: {},
    query: {},
    header: {},
  }
  for (const [name, value] of Object.entries(values)) {
    const parameter = parameters.find((each) => each.name === name)
    if (parameter !== undefined) places[parameter.in][name] = value
  }
  return places
}
