// The examples and our types under the compilers and settings that consumers have.
/** Begins an error of the compiler's options, of an example or of our types. */
const OURS = /^(?:error TS|(?!node_modules\/(?!@threadkeep))\S+\()/
const MODULES = { nodenext: 'nodenext', bundler: 'esnext' }
export const RESOLUTIONS = Object.keys(MODULES)

export function compilerOptions(resolution, ...more) {
  const modules = ['--module', MODULES[resolution], '--moduleResolution', resolution]
  return [...modules, '--strict', '--exactOptionalPropertyTypes', '--target', 'es2023', ...more]
}

/** Compiles with `skipLibCheck` off. Errors within other people's packages are theirs. */
export function assertTyped(shell, folder, tsc, args) {
  // Where colours are asked for, an error begins in another way.
  const plain = ['--pretty', 'false', ...args]
  const { status, stdout, stderr } = shell.attempt(folder, process.execPath, tsc, ...plain)
  // A compiler that is missing or was killed has found nothing, which is no success.
  if (status !== 0 && !stdout.includes('error TS')) {
    throw new Error(`tsc ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`)
  }
  const ours = stdout.split('\n').filter((line) => OURS.test(line))
  if (ours.length > 0) throw new Error(`tsc ${args.join(' ')}:\n${ours.join('\n')}`)
}
