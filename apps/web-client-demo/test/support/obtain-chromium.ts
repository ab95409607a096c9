import type { TestProject } from 'vitest/node'
import { obtainChromium } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    chromium: string
  }
}

/** Before the first worker starts: two of them must not install at the same time. */
export function setup(project: TestProject): void {
  project.provide('chromium', obtainChromium())
}
