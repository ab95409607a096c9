export { storeConformance } from './conformance/index.ts'
export type { ConformanceTarget, StoreSettings } from './conformance/target.ts'
export { type ModelCheck, storeModelCheck } from './model/index.ts'
export * from './servers/index.ts'
