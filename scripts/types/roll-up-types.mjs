import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/** The context of a procedure is the server's own: callers infer nothing from it. */
const CONTEXT = /import\("[./]+\/context\.ts"\)\.Context/g

/**
 * Rolls the declarations of entries up: a file for each entry, and files of what several share.
 * `inlined`: packages whose declarations are taken in; all others stay imports.
 */
export async function rollUpTypes(input, inlined = []) {
  const isExternal = (id) => !/^[./]/.test(id) && !inlined.includes(id) && !Object.hasOwn(input, id)
  const withoutContext = {
    name: 'no-context',
    transform: (code) => code.replace(CONTEXT, 'object'),
  }
  const bundle = await rolldown({
    input,
    external: isExternal,
    plugins: [withoutContext, dts({ dtsInput: true, tsconfig: false })],
  })
  const { output } = await bundle.generate({
    chunkFileNames: 'shared/[name].js',
    minifyInternalExports: false,
  })
  await bundle.close()
  return output.map(({ fileName, code }) => ({ fileName, code: withoutPaths(code) }))
}

/** The bundler names the file that each part is from. */
function withoutPaths(code) {
  return code.replace(/^\/\/ \S+\.d\.ts\n/gm, '')
}
