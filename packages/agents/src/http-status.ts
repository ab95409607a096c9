/** The header `Retry-After`, in seconds or as a date, or undefined if it cannot be used. */
export function retryAfterMs(headers: Headers | undefined): number | undefined {
  const value = headers?.get('retry-after')?.trim()
  if (!value) return undefined
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, Math.ceil(ms)) : undefined
}

/** The same request may succeed later. */
export function isRetryableStatus(status: number): boolean {
  return [408, 409, 429].includes(status) || status >= 500
}
