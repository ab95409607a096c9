import { Toaster as Sonner } from 'sonner'
import { DroppedNotice } from '../storage/dropped-notice.tsx'

/** At the top: at the bottom toasts would cover Retry and the composer. */
export function Toaster() {
  return (
    <>
      <Sonner
        position="top-center"
        duration={8000}
        closeButton
        toastOptions={{
          classNames: {
            toast: '!border-line !bg-raised !text-ink !font-sans !rounded-xl',
            closeButton: '!border-line !bg-raised !text-ink',
            actionButton: '!bg-accent-fill !text-on-accent',
          },
        }}
      />
      <DroppedNotice />
    </>
  )
}
