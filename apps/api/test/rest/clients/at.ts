/** What a generated call is made with. */
export interface At {
  baseUrl: string
  authorization: string
  conversationId: string
  revision: number
  etag: string
  /** Of a message of the user. */
  seq: number
  cursor: string
  /** That nobody has used. */
  key: string
}
