/* One look for every menu. */
export const MENU_CONTENT =
  'z-40 min-w-56 max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto animate-fade rounded-xl border border-line bg-raised p-1.5 shadow-lg'
export const MENU_ITEM =
  'flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none select-none data-highlighted:bg-hover data-disabled:text-muted'
export const MENU_LABEL =
  'px-2.5 pt-2 pb-1 text-xs font-semibold tracking-wide text-muted uppercase'
export const MENU_SEPARATOR = 'my-1.5 h-px bg-line'
