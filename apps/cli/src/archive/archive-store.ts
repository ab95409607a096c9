import { DamagedObjectError } from '../errors.ts'

/**
 * Most bytes of an object, and of the messages in it. By the default limits a conversation has up to 10,000
 * messages of 68 KiB; without a bound any larger object of this name would be read into memory.
 */
export const MOST_OBJECT_BYTES = 1024 ** 3

export const tooLarge = (name: string) =>
  new DamagedObjectError(`${name} is larger than an archived conversation may be`)

/** What an archive may keep beside an object, so that a listing need not read it. */
export type Metadata = Readonly<Record<string, string>>

export interface ListedObject {
  name: string
  bytes: number
  /** Undefined where the archive keeps none. */
  metadata: Metadata | undefined
}

/**
 * Where archived conversations lie, by names whose parts are separated by `/`. Reads follow writes: once
 * a write has settled, every read returns it. All reject with ArchiveError, or with the signal's reason.
 * To archive elsewhere, implement this and open it in open-archive.ts.
 */
export interface ArchiveStore {
  /** Whole or not at all, and safe when it settles. Replaces what has the name. */
  write(name: string, content: Buffer, metadata?: Metadata): Promise<void>
  /** The same where nothing has the name: false where something has. Of several at once one is true. */
  create(name: string, content: Buffer): Promise<boolean>
  /** Undefined where nothing has the name. Rejects with DamagedObjectError what is above MOST_OBJECT_BYTES. */
  read(name: string): Promise<Buffer | undefined>
  /** Nothing happens where nothing has the name. */
  remove(name: string): Promise<void>
  /**
   * Removes every object whose name begins so, and with it what cut-off writes have left of them, such as
   * a part of a file. `beginning` ends in `/`. Returns how many objects there were.
   */
  removeAll(beginning: string): Promise<number>
  /** Every object whose name begins so, in no order. One that is removed meanwhile may be missing. */
  list(beginning: string): AsyncIterable<ListedObject>
}
