// Lints the OpenAPI document as the built server serves it, and that of services for AGENT=http, by
// apps/api/redocly.yaml. Neither the server nor the linter reaches out: memory store, no telemetry, no look for a newer release.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

process.chdir(join(import.meta.dirname, '../apps/api'))
const DOCUMENT = '.reports/openapi.json'
const AGENT_SERVICE = '../../docs/agent-service.openapi.json'

const server = spawn(process.execPath, ['dist/main.js'], {
  // With every route: append is there for tokens with this scope alone.
  env: { PORT: '0', AUTH_APPEND_SCOPE: 'append' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const response = await fetch(`${await listening(server)}/openapi.json`)
  if (!response.ok) throw new Error(`/openapi.json: ${response.status}`)
  mkdirSync('.reports', { recursive: true })
  writeFileSync(DOCUMENT, await response.text())
} finally {
  server.kill()
}
const { status, error } = spawnSync('redocly', ['lint', DOCUMENT, AGENT_SERVICE], {
  stdio: 'inherit',
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
})
if (error) throw error
process.exitCode = status ?? 1

async function listening({ stdout }) {
  let output = ''
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    output += chunk
    const url = /listens on (http:\S+?)"/.exec(output)?.[1]
    if (url) return url
  }
  throw new Error(`the server did not start:\n${output}`)
}
