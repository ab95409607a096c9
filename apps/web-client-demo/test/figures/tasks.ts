import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'

/** The longest tasks of a page's main thread, in milliseconds. */
export interface LongestTasks {
  /** From its begin to its end. On a busy machine this counts what other programs took meanwhile. */
  elapsed: number
  /** What the page itself took of the processor. */
  processor: number
}

const NamedSchema = z.object({ pid: z.number(), tid: z.number(), name: z.string() })
const ThreadSchema = NamedSchema.extend({
  name: z.literal('thread_name'),
  args: z.object({ name: z.literal('CrRendererMain') }),
})
const TaskSchema = NamedSchema.extend({
  name: z.literal('ThreadControllerImpl::RunTask'),
  dur: z.number(),
  tdur: z.number(),
})
const TraceSchema = z.object({ traceEvents: z.array(z.unknown()) })

/** Begins to note them. The function returned ends that, and tells. */
export async function noteTasks(
  browser: Browser,
  page: Page,
): Promise<() => Promise<LongestTasks>> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] })
  return async () => {
    const trace: unknown = JSON.parse((await browser.stopTracing()).toString())
    const events = TraceSchema.parse(trace).traceEvents
    const threads = new Set(every(ThreadSchema, events).map(threadOf))
    const tasks = every(TaskSchema, events).filter((task) => threads.has(threadOf(task)))
    if (tasks.length === 0) throw new Error('The trace has no task of a page')
    return {
      elapsed: longest(tasks.map(({ dur }) => dur)),
      processor: longest(tasks.map(({ tdur }) => tdur)),
    }
  }
}

function every<Event>(schema: z.ZodType<Event>, events: readonly unknown[]): Event[] {
  return events.flatMap((event) => schema.safeParse(event).data ?? [])
}

function threadOf({ pid, tid }: { pid: number; tid: number }): string {
  return `${pid} ${tid}`
}

function longest(microseconds: readonly number[]): number {
  return microseconds.reduce((most, each) => Math.max(most, each), 0) / 1_000
}
