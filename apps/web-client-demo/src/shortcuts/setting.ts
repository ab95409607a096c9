import * as z from 'zod/mini'
import { readStored, writeStored } from '../storage/stored.ts'

const KEY = 'threadkeep.shortcuts'

/** Whether single keys are shortcuts. Users of speech input, or with a tremor, can turn them off. */
export function areSingleKeysOn(): boolean {
  return readStored('local', KEY, z.boolean()) ?? true
}

export function setSingleKeysOn(areOn: boolean): void {
  writeStored('local', KEY, areOn ? undefined : false)
}
