import type { Conversation } from '../api.ts'
import { FILTERS } from '../client/conversation-cache.ts'
import { ConversationRow } from '../conversations/list/conversation-row.tsx'
import { EmptyList } from '../conversations/list/empty-list.tsx'
import { GroupHeading } from '../conversations/list/group-heading.tsx'
import { PINNED } from '../conversations/list/list-groups.ts'
import { ListSkeleton } from '../conversations/list/list-skeleton.tsx'
import type { Selection } from '../conversations/selection/use-selection.ts'
import { CONVERSATION } from './samples.ts'
import { Group, State } from './state.tsx'

const nothing = () => {}
const UNSELECTED: Selection = {
  ids: undefined,
  begin: nothing,
  end: nothing,
  choose: nothing,
  toggle: nothing,
}

interface RowState {
  conversation?: Partial<Conversation>
  isOpen?: boolean
  selected?: readonly string[]
}

const ROWS: Readonly<Record<string, RowState>> = {
  'A row': {},
  'A row, open': { isOpen: true },
  'A row, completed': { conversation: { status: 'completed' } },
  'A row, archived': { conversation: { status: 'archived' } },
  'A row without a title': { conversation: { title: null } },
  'A row without messages': { conversation: { title: null, messageCount: 0 } },
  'A row with a long title': { conversation: { title: 'Everything that we said '.repeat(8) } },
  'A row, right to left': { conversation: { title: 'שלום', lastMessagePreview: 'עולם' } },
  'A row that can be selected': { selected: [] },
  'A row, selected': { selected: [CONVERSATION.id] },
}

export function ListStates() {
  return (
    <Group title="The list">
      {Object.entries(ROWS).map(([name, { conversation, isOpen = false, selected }]) => (
        <State key={name} name={name}>
          <ConversationRow
            conversation={{ ...CONVERSATION, ...conversation }}
            isOpen={isOpen}
            isTabStop
            selection={selected ? { ...UNSELECTED, ids: new Set(selected) } : UNSELECTED}
            onDelete={nothing}
            onRenamed={nothing}
          />
        </State>
      ))}
      <State name="The heading of pins in a list that is not loaded to its end">
        <GroupHeading title={PINNED} isWhole={false} />
      </State>
      {FILTERS.map((filter) => (
        <State key={filter ?? 'all'} name={`Empty: ${filter ?? 'all'}`}>
          <EmptyList filter={filter} />
        </State>
      ))}
      <State name="Being read">
        <ListSkeleton />
      </State>
    </Group>
  )
}
