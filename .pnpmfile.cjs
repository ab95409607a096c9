/** They use the compiler's API, which typescript 7 does not have. */
const NEEDS_COMPILER_API = new Set([
  '@hey-api/openapi-ts',
  'openapi-typescript',
  'rolldown-plugin-dts',
])

function readPackage(manifest) {
  if (!NEEDS_COMPILER_API.has(manifest.name)) return manifest
  const { typescript: _replaced, ...peerDependencies } = manifest.peerDependencies
  return {
    ...manifest,
    peerDependencies,
    dependencies: { ...manifest.dependencies, typescript: '5.9.3' },
  }
}

module.exports = { hooks: { readPackage } }
