import { expect, it } from 'vitest'
import { errorLabel } from '../../src/redis/connection/classify-error.ts'

const coded = (code: string, text = 'canary') => Object.assign(new Error(text), { code })

it.each([
  [coded('ECONNREFUSED'), 'ECONNREFUSED'],
  [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'SELF_SIGNED_CERT_IN_CHAIN'],
  [new Error("Socket timeout. Expecting data, but didn't receive any in 500ms."), 'TIMEOUT'],
  [new Error('Command timed out'), 'TIMEOUT'],
  [new Error('WRONGPASS invalid username-password pair or user is disabled.'), 'WRONGPASS'],
  [new Error('ERR user_script:1: -LOADING Redis is loading the dataset in memory'), 'LOADING'],
  [new Error('NOPERM this user has no permissions to run canary'), 'NOPERM'],
  [
    Object.assign(new Error('Failed to refresh slots cache.'), {
      lastNodeError: coded('EHOSTUNREACH'),
    }),
    'EHOSTUNREACH',
  ],
  [new Error('canary of what nobody knew'), 'OTHER'],
  ['canary', 'OTHER'],
])('%s is counted as %s', (error, label) => {
  expect(errorLabel(error)).toBe(label)
})
