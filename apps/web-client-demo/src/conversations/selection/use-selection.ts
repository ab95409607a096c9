import { useState } from 'react'

/** The conversations that are chosen for a change of many. Undefined while none are to be chosen. */
export function useSelection() {
  const [ids, setIds] = useState<ReadonlySet<string>>()
  return {
    ids,
    begin: () => setIds(new Set()),
    end: () => setIds(undefined),
    choose: (chosen: readonly string[]) => setIds(new Set(chosen)),
    toggle(id: string) {
      setIds((before) => {
        const next = new Set(before)
        if (!next.delete(id)) next.add(id)
        return next
      })
    },
  }
}

export type Selection = ReturnType<typeof useSelection>
