// Which workspace may use which: shared <- store <- api, and api's types <- client <- web. Nothing
// leans the other way, and nobody reaches into a neighbour's folder past its exports.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

const SCOPE = '@threadkeep/'

/** `values` may be imported, `types` only by `import type`, and tests may use `inTests` as well. */
const RULES = {
  'packages/shared': { values: [], types: [], inTests: [], packages: ['zod'] },
  'packages/store': { values: ['shared'], types: [], inTests: [] },
  'packages/agents': { values: ['shared'], types: [], inTests: [] },
  'apps/api': { values: ['shared', 'store', 'agents'], types: [], inTests: [] },
  // Front ends install it: at run time it holds nothing of the server, nor zod.
  'packages/client': {
    values: [],
    types: ['api'],
    inTests: ['shared', 'store'],
    packages: ['@trpc/client', '@trpc/server/observable'],
  },
  'apps/web-client-demo': {
    values: ['shared', 'client'],
    types: ['api'],
    inTests: ['api', 'store'],
  },
  bench: { values: ['shared', 'store'], types: ['api'], inTests: [] },
}

const SOURCE = /\.[cm]?[jt]sx?$/
const NOT_OURS = new Set(['node_modules', 'dist', '.turbo', '.reports'])
// A statement begins its line; between its keyword and `from` are no quotes, calls or statements.
const STATEMENT =
  /^[ \t]*(import|export)\b((?:(?!^[ \t]*(?:import|export)\b)[^'"();])*?)\bfrom\s*(['"])([^'"\n]+)\3/gm
const SIDE_EFFECT = /^[ \t]*(import)()\s*(['"])([^'"\n]+)\3/gm
const CALL = /\b(import|require|vi\.(?:mock|importActual))()\s*\(\s*(['"])([^'"\n]+)\3/g

process.chdir(join(import.meta.dirname, '..'))
const offences = Object.entries(RULES).flatMap(([workspace, rule]) => [
  ...manifestOffences(workspace, rule),
  ...sourceFiles(workspace).flatMap((file) => fileOffences(workspace, rule, file)),
])
for (const offence of offences) console.error(offence)
if (offences.length > 0) process.exit(1)
console.log('Imports lean the right way.')

function manifestOffences(workspace, rule) {
  const path = join(workspace, 'package.json')
  const text = readFileSync(path, 'utf8')
  const manifest = JSON.parse(text)
  const ships = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const develops = Object.keys(manifest.devDependencies ?? {})
  const lineOf = (name) => text.split('\n').findIndex((line) => line.includes(`"${name}"`)) + 1
  const refuse = (name, why) => `${path}:${lineOf(name)}: ${name} ${why}`
  return [
    ...ships
      .filter((name) => !isAllowed(name, rule.values) || !isAllowedDependency(name, rule))
      .map((name) => refuse(name, 'may not be a dependency here')),
    ...develops
      .filter((name) => !isAllowed(name, [...rule.values, ...rule.types, ...rule.inTests]))
      .map((name) => refuse(name, 'may not be a development dependency here')),
  ]
}

function fileOffences(workspace, rule, file) {
  const isTest = /^(test|e2e|bench)\//.test(relative(workspace, file).replaceAll(sep, '/'))
  return importsOf(readFileSync(file, 'utf8')).flatMap(({ specifier, isType, line }) => {
    const why = refusal({ workspace, rule, file, isTest, specifier, isType })
    return why ? [`${file}:${line}: ${specifier} ${why}`] : []
  })
}

function refusal({ workspace, rule, file, isTest, specifier, isType }) {
  if (specifier.startsWith('.')) return relativeRefusal(workspace, file, specifier)
  if (specifier.startsWith(SCOPE)) {
    if (isAllowed(specifier, rule.values)) return undefined
    if (isTest && isAllowed(specifier, rule.inTests)) return undefined
    if (!isAllowed(specifier, rule.types)) return 'may not be imported here'
    return isType ? undefined : 'may be imported by `import type` only'
  }
  const ships = relative(workspace, file).startsWith(`src${sep}`)
  return ships && !isAllowedPackage(specifier, rule) ? 'may not be imported here' : undefined
}

function relativeRefusal(workspace, file, specifier) {
  const target = relative('.', resolve(dirname(file), specifier))
  if (target.startsWith(workspace + sep)) return undefined
  // The configuration that all workspaces share lies at the root.
  const isSharedConfig = dirname(file) === workspace && !target.includes(sep)
  return isSharedConfig ? undefined : 'leaves its workspace'
}

/** Only speaks of our own packages: any other name passes. */
function isAllowed(specifier, names) {
  if (!specifier.startsWith(SCOPE)) return true
  return names.some((name) => `${specifier}/`.startsWith(`${SCOPE}${name}/`))
}

function isAllowedPackage(specifier, rule) {
  if (!rule.packages || specifier.startsWith(SCOPE)) return true
  return rule.packages.some((name) => `${specifier}/`.startsWith(`${name}/`))
}

/** A package of which only a part may be imported is a dependency as a whole. */
function isAllowedDependency(name, rule) {
  return isAllowedPackage(name, { packages: rule.packages?.map(packageOf) })
}

/** `@scope/name/part` is a part of `@scope/name`. */
function packageOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function importsOf(text) {
  return [STATEMENT, SIDE_EFFECT, CALL].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      specifier: match[4],
      isType: /^\s*type\s+[\w{*]/.test(match[2]),
      line: text.slice(0, match.index).split('\n').length,
    })),
  )
}

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourceFiles(path)
    return SOURCE.test(entry.name) ? [path] : []
  })
}
