/** The focus goes here when the buttons of a message disappear. */
export function focusComposer(): void {
  document.getElementById('composer')?.focus()
}
