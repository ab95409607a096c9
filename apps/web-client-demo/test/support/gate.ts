/** Something that a test lets happen when it is ready for it. */
export interface Gate {
  passed: Promise<void>
  open(): void
}

export function createGate(): Gate {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}
