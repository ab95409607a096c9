// Run in packages/store after tsc, which leaves files that it does not compile behind.
import { cpSync } from 'node:fs'

cpSync('src/redis/scripts/lua', 'dist/src/redis/scripts/lua', { recursive: true })
