import type { UIMessageChunk } from 'ai'

/** Read by demand. `close` ends what the generator waits for. */
export function toStream(
  chunks: AsyncGenerator<UIMessageChunk, void>,
  close: () => void,
): ReadableStream<UIMessageChunk> {
  let isCancelled = false
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next()
        if (isCancelled) return
        if (done !== true) return controller.enqueue(value)
        close()
        controller.close()
      } catch (error) {
        close()
        if (!isCancelled) controller.error(error)
      }
    },
    cancel() {
      isCancelled = true
      close()
    },
  })
}
