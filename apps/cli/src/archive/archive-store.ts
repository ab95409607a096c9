/**
 * Where archived conversations lie, by names whose parts are separated by `/`. To archive elsewhere,
 * implement this and open it in open-archive.ts.
 */
export interface ArchiveStore {
  /** Whole or not at all, and safe when it settles. Replaces what has the name. */
  write(name: string, content: Buffer): Promise<void>
  /** Undefined where nothing has the name. */
  read(name: string): Promise<Buffer | undefined>
  /** Replaces what has the new name. Nothing happens where nothing has the old one. */
  rename(from: string, to: string): Promise<void>
  remove(name: string): Promise<void>
  /** Every name that begins so, in no order. */
  list(beginning: string): AsyncIterable<string>
}
