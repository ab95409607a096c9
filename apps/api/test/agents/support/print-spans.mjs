// Preloaded by `--import`: the server under test prints every span that it ends, beside its log.
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'

const exporter = {
  export(spans, done) {
    for (const { name, kind, status, attributes, events, links, resource } of spans) {
      const parts = { kind, status, attributes, events, links, resource: resource.attributes }
      process.stdout.write(`span ${name} ${JSON.stringify(parts)}\n`)
    }
    done({ code: 0 })
  },
  async shutdown() {},
}
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register()
