import { X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

type ShowToast = (message: string) => void

const ToastContext = createContext<ShowToast | undefined>(undefined)

/** Short news that need no answer: a change that was refused, and why. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<{ id: number; message: string }[]>([])
  const show = useCallback<ShowToast>((message) => {
    setToasts((current) => [...current, { id: (current.at(-1)?.id ?? 0) + 1, message }])
  }, [])

  return (
    <Toast.Provider label="Notification" duration={8000}>
      <ToastContext value={show}>{children}</ToastContext>
      {toasts.map(({ id, message }) => (
        <Toast.Root
          key={id}
          onOpenChange={(open) => {
            if (!open) setToasts((current) => current.filter((toast) => toast.id !== id))
          }}
          className="flex animate-rise items-start gap-3 rounded-xl border border-line bg-raised py-3 pr-2 pl-4 shadow-lg"
        >
          <Toast.Description className="grow py-1 text-sm leading-snug">
            {message}
          </Toast.Description>
          <Toast.Close
            aria-label="Dismiss"
            className="grid size-8 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
          >
            <X size={16} aria-hidden />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed right-0 bottom-24 z-50 m-0 flex w-96 max-w-full list-none flex-col gap-2 px-4 outline-none" />
    </Toast.Provider>
  )
}

export function useToast(): ShowToast {
  const show = useContext(ToastContext)
  if (!show) throw new Error('useToast needs a ToastProvider around it')
  return show
}
