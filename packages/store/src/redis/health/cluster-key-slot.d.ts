declare module 'cluster-key-slot' {
  /** The slot of a key, by the hash tag in it. */
  function keySlot(key: string): number
  export = keySlot
}
