import { createHmac } from 'node:crypto'

export interface Signed {
  id: string
  timestamp: number
  body: string
}

/** The headers of a signed request, as Standard Webhooks has them. */
export function signatureHeaders({ id, timestamp, body }: Signed, secret: string) {
  const hmac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${hmac.digest('base64')}`,
  }
}
