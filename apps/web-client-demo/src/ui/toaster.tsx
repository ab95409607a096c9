import { useEffect } from 'react'
import { Toaster as Sonner } from 'sonner'
import { DroppedNotice } from '../storage/dropped-notice.tsx'
import { toasterIsMounted } from './notify.ts'

/**
 * At the top: at the bottom toasts would cover Retry and the composer. Below open menus and dialogs, which
 * somebody is using just then.
 */
export function Toaster() {
  useEffect(toasterIsMounted, [])
  return (
    <>
      <Sonner
        position="top-center"
        duration={8000}
        closeButton
        style={{ zIndex: 35 }}
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
