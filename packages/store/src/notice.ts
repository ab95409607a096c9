/** The content of one notice; `lost`: notices may have been missed. */
export type Notice =
  | { type: 'changed' | 'deleted' | 'said' | 'stop'; id: string }
  | { type: 'erased' | 'lost' }

export type NoticeListener = (notice: Notice) => void
