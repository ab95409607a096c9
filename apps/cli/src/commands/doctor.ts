import { Command } from '@commander-js/extra-typings'
import { EnvError } from '@threadkeep/store'
import { type Diagnosis, diagnose, type Finding } from '@threadkeep/store/admin'
import { CommandFailedError } from '../errors.ts'
import type { Io } from '../io.ts'
import { jsonOption } from '../options.ts'
import { printable } from '../output/text.ts'

export function doctorCommand(io: Io) {
  return new Command('doctor')
    .description('Connect as the server would, and say in a line each what is not right.')
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  threadkeep doctor\n  threadkeep doctor --json')
    .action(async ({ json }) => {
      const diagnosis = await examine(io)
      await io.out(json ? `${JSON.stringify(diagnosis)}\n` : toText(diagnosis))
      const { length } = diagnosis.findings
      if (length > 0) throw new CommandFailedError(`Found ${length} to look after.`)
    })
}

/** Reports bad variables as findings, because finding them is what the command is for. */
async function examine(io: Io): Promise<Diagnosis> {
  try {
    return await diagnose(io.redisConfig())
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    const findings = error.issues.map(({ variable, message }): Finding => {
      const advice = 'Correct it: docs/settings.md lists the variables.'
      return { severity: 'problem', message: `${variable} ${message}.`, advice }
    })
    return { server: null, latencyMs: null, masters: 0, findings }
  }
}

function toText({ server, latencyMs, masters, findings }: Diagnosis): string {
  const lines = findings.map(({ severity, message, advice }) =>
    `${severity.padEnd(7)}  ${message} ${advice}`.trimEnd(),
  )
  if (server !== null) {
    const { version, role, evictionPolicy } = server
    const nodes = masters === 1 ? `1 ${role}` : `${masters} masters`
    const latency = latencyMs === null ? '' : `, replied in ${latencyMs} ms`
    lines.unshift(
      `found    Redis ${version}, ${nodes}, maxmemory-policy ${evictionPolicy}${latency}`,
    )
  }
  if (findings.length === 0) lines.push('ok       Everything that a server needs is there.')
  return `${lines.map(printable).join('\n')}\n`
}
