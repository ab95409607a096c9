interface Action {
  label: string
  onClick(): void
}

/**
 * Short news. The message is the id, so that the same news twice is one toast. The library comes
 * after the first paint, which never needs it.
 */
export function notify(message: string, action?: Action, duration?: number): void {
  void import('sonner').then(({ toast }) => {
    toast(message, {
      id: message,
      ...(action && { action }),
      ...(duration !== undefined && { duration }),
    })
  })
}
