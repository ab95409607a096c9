/** A colour per tenant, so that a change of tenant is noticed at once. */
const TINTS: Record<string, string> = {
  Contoso: 'bg-[light-dark(#d8e8fb,#17395c)] text-[light-dark(#0d4277,#b9dbff)]',
  Fabrikam: 'bg-[light-dark(#dcefdc,#1d4023)] text-[light-dark(#1c5224,#bfe8c5)]',
}

export function Avatar({ name, tenant }: { name: string; tenant: string }) {
  return (
    <span
      aria-hidden
      className={`grid size-9 shrink-0 place-items-center rounded-full text-sm font-semibold ${TINTS[tenant] ?? 'bg-sunken text-ink'}`}
    >
      {name.slice(0, 1)}
    </span>
  )
}
