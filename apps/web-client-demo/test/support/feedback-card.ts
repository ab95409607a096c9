import type { NewMessage } from '@threadkeep/shared'
import { CARD } from '../../src/gallery/samples.ts'

/** An agent's question that has a field and a button. */
export const FEEDBACK_CARD: NewMessage = { role: 'assistant', content: CARD }
