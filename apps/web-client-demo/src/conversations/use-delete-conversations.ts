import { useNavigate, useParams } from '@tanstack/react-router'
import { useClient } from '../client/client-context.tsx'
import { UNDO_MS } from '../client/deletions.ts'
import { notify } from '../ui/notify.ts'
import { countWords } from './count-words.ts'

/** Hides conversations at once, and deletes them unless that is undone in time. */
export function useDeleteConversations(): (ids: readonly string[]) => void {
  const { deletions } = useClient()
  const { conversationId: openId } = useParams({ strict: false })
  const navigate = useNavigate()
  return (ids) => {
    const undo = deletions.request(ids)
    if (openId !== undefined && ids.includes(openId)) {
      void navigate({ to: '/', search: (search) => search })
    }
    // The offer stays for longer under the pointer, and while another window is in front.
    const onClick = () => {
      if (!undo()) notify('Too late to undo.')
    }
    notify(`${countWords(ids.length)} deleted.`, { label: 'Undo', onClick }, UNDO_MS)
  }
}
