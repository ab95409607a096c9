import type { KeyboardEvent } from 'react'

const PROCESSED_BY_INPUT_METHOD = 229

/**
 * Whether a key belongs to an input method. Safari ends the composition before the keydown of the
 * Enter that confirmed it; key code 229 is the only mark left on that event.
 */
export function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || nativeEvent.keyCode === PROCESSED_BY_INPUT_METHOD
}
