export function Brand() {
  return (
    <span className="inline-flex items-center gap-2.5 text-[0.9375rem] font-semibold tracking-tight">
      <img src="/favicon.svg" alt="" className="size-7" />
      <span className="@max-[22rem]:sr-only">Threadkeep</span>
    </span>
  )
}
