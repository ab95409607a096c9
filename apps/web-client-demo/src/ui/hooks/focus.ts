export const MAIN_ID = 'conversation'

/** After what had the focus is gone: the focus of a removed element falls to the body. */
export function focusMain(): void {
  document.getElementById(MAIN_ID)?.focus()
}
