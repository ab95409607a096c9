// Nothing is imported from a workspace that is not below this one, and nobody reaches into a
// neighbour's folder past its exports.
import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { importsOf, sourceFiles } from './source-files.mjs'

const SCOPE = '@threadkeep/'
const EXAMPLES = join('docs', 'examples') + sep

export function workspaceOffences(workspaces, namedOnly) {
  return Object.entries(workspaces).flatMap(([workspace, rule]) => [
    ...manifestOffences(workspace, rule),
    ...sourceFiles(workspace).flatMap((file) => fileOffences(workspace, rule, namedOnly, file)),
  ])
}

function manifestOffences(workspace, rule) {
  const path = join(workspace, 'package.json')
  const text = readFileSync(path, 'utf8')
  const manifest = JSON.parse(text)
  const ships = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const develops = Object.keys(manifest.devDependencies ?? {})
  const lineOf = (name) => text.split('\n').findIndex((line) => line.includes(`"${name}"`)) + 1
  const offence = (name, why) => `${path}:${lineOf(name)}: ${name} ${why}`
  return [
    ...ships
      .filter((name) => !isAllowed(name, rule.values) || !isAllowedDependency(name, rule))
      .map((name) => offence(name, 'may not be a dependency here')),
    ...develops
      .filter((name) => !isAllowed(name, [...rule.values, ...rule.types, ...rule.inTests]))
      .map((name) => offence(name, 'may not be a development dependency here')),
  ]
}

function fileOffences(workspace, rule, namedOnly, file) {
  return importsOf(file).flatMap(({ specifier, isType, line }) => {
    const why = specifier.startsWith('.')
      ? relativeProblem(workspace, file, specifier)
      : packageProblem(workspace, rule, namedOnly, file, { specifier, isType })
    return why ? [`${file}:${line}: ${specifier} ${why}`] : []
  })
}

function packageProblem(workspace, rule, namedOnly, file, { specifier, isType }) {
  const isTest = /^(test|testing|e2e|bench)\//.test(inWorkspace(workspace, file))
  if (specifier.startsWith(SCOPE)) {
    const entry = namedOnly.find((name) => isAllowed(specifier, [name]))
    if (entry) return rule.values.includes(entry) ? undefined : 'may not be imported here'
    if (isAllowed(specifier, rule.values)) return undefined
    if (isTest && isAllowed(specifier, rule.inTests)) return undefined
    if (!isAllowed(specifier, rule.types)) return 'may not be imported here'
    return isType ? undefined : 'may be imported by `import type` only'
  }
  const ships = isInSource(workspace, file)
  return ships && !isAllowedPackage(specifier, rule) ? 'may not be imported here' : undefined
}

function relativeProblem(workspace, file, specifier) {
  const target = relative('.', resolve(dirname(file), specifier))
  if (target.startsWith(workspace + sep)) {
    const leavesSource = isInSource(workspace, file) && !isInSource(workspace, target)
    return leavesSource && !target.endsWith('package.json') ? 'leaves src' : undefined
  }
  // The configuration that all workspaces share lies at the root.
  const isSharedConfig = dirname(file) === workspace && !target.includes(sep)
  // What the documentation shows is run by tests.
  const isTriedExample = target.startsWith(EXAMPLES) && !isInSource(workspace, file)
  return isSharedConfig || isTriedExample ? undefined : 'leaves its workspace'
}

const inWorkspace = (workspace, file) => relative(workspace, file).replaceAll(sep, '/')
const isInSource = (workspace, file) => inWorkspace(workspace, file).startsWith('src/')

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
