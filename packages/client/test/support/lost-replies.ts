import type { FaultProxy } from '@threadkeep/store/testing'

/** Requests of this procedure of conversations. */
export const calls = (procedure: string) => (request: Buffer) =>
  request.includes(`/trpc/conversation.${procedure}`)

/** The server makes the change, and the caller gets no response. */
export function loseReply(proxy: FaultProxy, procedure: string, times = 1) {
  proxy.inject({ kind: 'cut-reply', when: calls(procedure), times })
}

/** The response of a proxy that gave up on a server, which made the change all the same. */
export function replaceReply(proxy: FaultProxy, procedure: string, status: string, headers = '') {
  const by = Buffer.from(
    `HTTP/1.1 ${status}\r\ncontent-type: text/html\r\n${headers}content-length: 6\r\n\r\n<html>`,
  )
  proxy.inject({ kind: 'replace-reply', by, when: calls(procedure), times: 1 })
}
