/** Where a history is kept, and whose it is. */
export interface Place {
  redisUrl: string
  cluster: boolean
  user: string
  session: string
}

export interface History {
  /** One call of the library. `operation` names it, for libraries that know a repeat by such a name. */
  append(texts: readonly string[], operation: string): Promise<void>
  /** The newest texts, oldest first. */
  newest(count: number): Promise<string[]>
  close(): Promise<void>
}

export interface Subject {
  name: string
  usesRedis: boolean
  /** What it takes to run it on a cluster. */
  onCluster?: string
  open(place: Place): Promise<History>
}
