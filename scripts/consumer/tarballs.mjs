// The packages that would be published, packed as they would be.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The manifests of all workspaces that are not private, each with its folder. */
export function publishedPackages() {
  return ['packages', 'apps']
    .flatMap((parent) => readdirSync(parent).map((name) => join(parent, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, ...readManifest(folder) }))
    .filter((manifest) => !manifest.private)
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/** `@threadkeep/store` and `@threadkeep/store/admin`: what can be imported of a package. */
export function entriesOf({ name, exports = {} }) {
  return Object.keys(exports).map((entry) => name + entry.slice(1))
}

/** Returns the path of each tarball by the name of its package. */
export function packAll(shell, destination) {
  mkdirSync(destination, { recursive: true })
  const packages = publishedPackages()
  const filters = packages.flatMap(({ name }) => ['--filter', name])
  const pack = ['--recursive', ...filters, 'pack', '--pack-destination', resolve(destination)]
  shell.run('.', 'npx', '-y', 'pnpm', ...pack)
  return new Map(
    packages.map(({ name, version }) => {
      const file = `${name.slice(1).replace('/', '-')}-${version}.tgz`
      return [name, resolve(destination, file)]
    }),
  )
}
