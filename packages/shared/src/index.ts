export * from './conversation.ts'
export * from './errors.ts'
export * from './health.ts'
export * from './http-limits.ts'
export * from './json.ts'
export { findJsonProblems, type JsonProblem } from './json-text/find-json-problems.ts'
export * from './limits.ts'
export * from './limits-schema.ts'
export * from './message.ts'
export * from './owner.ts'
export * from './pagination.ts'
export * from './response-schemas.ts'
export * from './run.ts'
export {
  brokenRule,
  isBlank,
  type TextRule,
  titleRules,
  userTextRules,
  utf8Bytes,
} from './text.ts'
