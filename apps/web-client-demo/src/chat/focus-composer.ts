/** Where the focus goes when a message's own buttons are gone. */
export function focusComposer(): void {
  document.getElementById('composer')?.focus()
}
