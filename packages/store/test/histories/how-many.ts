/** Random histories of runs on each store; `pnpm test:histories` runs some thousands. */
export const HISTORIES = process.env['HISTORIES'] === 'long' ? 2000 : 100
