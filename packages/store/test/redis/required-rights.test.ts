import { expect, it } from 'vitest'
import { REQUIRED_COMMANDS } from '../../src/redis/health/required-rights.ts'
import { ACL_LINE } from '../documented-user.ts'

it('the documented user has every right that is needed, by name, and no other', () => {
  const commands = REQUIRED_COMMANDS.map((command) => `+${command.toLowerCase()}`)
  const keys = ['~conversation:*', '~user:*', '~calls:*', '~threadkeep:*', '&watch:*']
  const line = ['ACL', 'SETUSER', 'threadkeep', 'on', '>PASSWORD', ...keys, '-@all', ...commands]
  expect(ACL_LINE.join(' ')).toBe(line.join(' '))
})
