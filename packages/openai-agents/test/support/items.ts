import type { AgentInputItem } from '@openai/agents'

export function user(text: string): AgentInputItem {
  return { type: 'message', role: 'user', content: text }
}

export function users(...texts: string[]): AgentInputItem[] {
  return texts.map(user)
}

export const everyKindOfItem: AgentInputItem[] = [
  user('Hello'),
  {
    role: 'user',
    content: [
      { type: 'input_text', text: 'NUL \0, half a pair \ud83d, a whole one 😀' },
      { type: 'input_image', image: 'data:image/png;base64,AQID', detail: 'auto' },
    ],
  },
  { type: 'reasoning', id: 'r1', content: [{ type: 'input_text', text: 'Think.' }] },
  {
    type: 'function_call',
    id: 'f1',
    callId: 'call-1',
    name: 'weather',
    arguments: '{"city":"Oslo"}',
    status: 'completed',
    providerData: { model: 'm', nested: { list: [1, null, 'x'] } },
  },
  {
    type: 'function_call_result',
    callId: 'call-1',
    name: 'weather',
    status: 'completed',
    output: { type: 'image', image: { data: new Uint8Array([1, 2, 3]), mediaType: 'image/png' } },
  },
  {
    type: 'message',
    id: 'm1',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text: 'It rains.', providerData: { annotations: [] } }],
  },
  { type: 'message', role: 'system', content: 'Be brief.' },
  {
    type: 'shell_call_output',
    callId: 'call-2',
    output: [{ stdout: 'x', stderr: '', outcome: { type: 'exit', exitCode: 0 } }],
  },
  user('Thanks'),
]
