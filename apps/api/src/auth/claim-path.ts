/**
 * The claim of this name, or else the value at this path: `o.id` is `id` of `o`. At each step the
 * longest existing name wins, so that names that contain dots (`https://example.com/tenant`) are
 * found first.
 */
export function claimAt(claims: unknown, path: string): unknown {
  if (!isRecord(claims)) return undefined
  if (Object.hasOwn(claims, path)) return claims[path]
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot)
    if (Object.hasOwn(claims, name)) return claimAt(claims[name], path.slice(dot + 1))
  }
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
