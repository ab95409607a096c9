import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'
import { afterAll, beforeAll, beforeEach } from 'vitest'

/** Registers a tracing SDK for this process. Each test begins without a span. */
export function recordSpans() {
  const exporter = new InMemorySpanExporter()
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  beforeAll(() => provider.register())
  beforeEach(() => exporter.reset())
  afterAll(() => provider.shutdown())
  return { exporter, provider }
}
