interface Action {
  label: string
  onClick(): void
}

let onMounted = () => {}
const mounted = new Promise<void>((resolve) => {
  onMounted = resolve
})

/** To be called when toasts can be shown. */
export const toasterIsMounted = (): void => onMounted()

/**
 * Short news. The same news twice is one toast, unless there is something to do: in the same words one
 * may be about another conversation. The library comes after the first paint, which never needs it,
 * and drops what it is given before it is mounted.
 */
export function notify(message: string, action?: Action, duration?: number): void {
  void Promise.all([import('sonner'), mounted]).then(([{ toast }]) => {
    toast(message, {
      ...(action ? { action } : { id: message }),
      ...(duration !== undefined && { duration }),
    })
  })
}
