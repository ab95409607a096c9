import type { NewMessage } from '@threadkeep/shared'

/** An agent's question that has a field and a button. */
export const FEEDBACK_CARD: NewMessage = {
  role: 'assistant',
  content: {
    type: 'card',
    card: {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [
        { type: 'TextBlock', text: 'How was it?', weight: 'bolder' },
        { type: 'Input.Text', id: 'comment', label: 'Comment' },
      ],
      actions: [{ type: 'Action.Submit', id: 'feedback', title: 'Send feedback' }],
    },
  },
}
