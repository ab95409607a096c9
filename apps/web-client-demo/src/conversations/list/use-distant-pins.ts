import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { Conversation } from '../../api.ts'
import { conversationOptions } from '../../chat/conversation-queries.ts'
import { useClient } from '../../client/client-context.tsx'
import { reasonOf } from '../../errors.ts'
import { isPinned } from '../pinned.ts'

/**
 * The pinned conversations that are further down the list than it is loaded, as far as this browser
 * knows of them.
 */
export function useDistantPins(
  listed: readonly Conversation[] | undefined,
  isWhole: boolean,
): readonly Conversation[] {
  const client = useClient()
  const [hints, setHints] = useState(client.pinHints.get)
  const listedIds = useMemo(() => new Set(listed?.map(({ id }) => id)), [listed])
  const ids = listed && !isWhole ? hints.filter((id) => !listedIds.has(id)) : []
  const queries = ids.map((id) => conversationOptions(client, id))
  const { found, gone } = useQueries({ queries, combine })

  useEffect(() => {
    const known = [...(listed ?? []), ...found]
    const missing = ids.filter((_id, index) => gone[index])
    const next = nextHints(hints, known, missing)
    if (next.join() === hints.join()) return
    setHints(next)
    client.pinHints.set(next)
  })
  return useMemo(() => found.filter(isPinned), [found])
}

function combine(results: UseQueryResult<Conversation, unknown>[]) {
  return {
    found: results.flatMap(({ data }) => data ?? []),
    gone: results.map(({ error }) => error && reasonOf(error) === 'CONVERSATION_NOT_FOUND'),
  }
}

function nextHints(
  hints: readonly string[],
  known: readonly Conversation[],
  missing: readonly string[],
): string[] {
  const next = new Set(hints)
  for (const id of missing) next.delete(id)
  for (const conversation of known) {
    if (isPinned(conversation)) next.add(conversation.id)
    else next.delete(conversation.id)
  }
  return [...next]
}
