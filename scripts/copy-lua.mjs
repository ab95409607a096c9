// Run in packages/store after tsc, which leaves files that it does not compile behind.
import { cpSync } from 'node:fs'

cpSync('src/redis/lua', 'dist/redis/lua', { recursive: true })
