import { useSearch } from '@tanstack/react-router'
import type { Filter } from '../client/conversation-cache.ts'

/** Which conversations are listed; the address says it. */
export function useFilter(): Filter {
  return useSearch({ strict: false }).status
}
