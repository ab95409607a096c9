// Which workspace may use which, and which folder of a workspace may use which other one. Drawn and
// explained in docs/architecture.md; a test compares the two.

/**
 * `values` may be imported, `types` only by `import type`; tests may use `inTests` as well. A package
 * with all its entries, but for those of NAMED_ONLY.
 */
export const WORKSPACES = {
  'packages/shared': { values: [], types: [], inTests: [], packages: ['zod'] },
  'packages/store': { values: ['shared'], types: [], inTests: [] },
  'packages/langchain': { values: ['store'], types: [], inTests: ['langchain'] },
  'packages/openai-agents': { values: ['store'], types: [], inTests: ['openai-agents'] },
  'packages/entra': { values: ['store'], types: [], inTests: ['entra'] },
  'packages/agents': { values: ['shared'], types: [], inTests: [] },
  'apps/api': { values: ['shared', 'store', 'entra', 'agents'], types: [], inTests: [] },
  // Front ends install it: at run time it holds nothing of the server, nor zod.
  'packages/client': {
    values: [],
    types: ['api'],
    inTests: ['shared', 'store'],
    packages: ['@trpc/client', '@trpc/server/observable', 'eventsource-parser'],
  },
  'packages/ai-sdk': {
    values: ['client'],
    types: [],
    inTests: ['ai-sdk', 'agents', 'api', 'shared', 'store'],
    packages: ['ai'],
  },
  'apps/web-client-demo': {
    values: ['shared', 'client'],
    types: ['api'],
    inTests: ['api', 'store', 'agents'],
  },
  'apps/cli': { values: ['shared', 'store', 'store/admin', 'entra'], types: [], inTests: [] },
  bench: { values: ['shared', 'store'], types: ['api'], inTests: [] },
  scripts: { values: ['store', 'client'], types: [], inTests: [] },
}

/** Entries for which the name of their package is not enough: this one reads everybody's conversations. */
export const NAMED_ONLY = ['store/admin']

/**
 * A room is a folder, a file, or an array of them. A file belongs to the most specific room that
 * holds it, and may import its own room and rooms of lower floors: never one on its own floor or
 * above. `floors` begins with the lowest. `apart`: pairs of rooms, with all the rooms inside them,
 * that may not import each other although one is lower.
 */
export const HOUSES = {
  'packages/store/src': {
    floors: [
      [
        [
          'errors.ts',
          'config.ts',
          'store-events.ts',
          'conversation-calls.ts',
          'conversation-runs.ts',
          'run-lease.ts',
          'conversation-store.ts',
        ],
      ],
      ['adapters'],
      ['rules'],
      ['codec'],
      [['notice.ts', 'commands.ts', 'backend.ts']],
      [
        'core',
        'memory',
        'env',
        'redis/keys.ts',
        'redis/record-codec.ts',
        ['redis/scripts/registry.ts', 'redis/scripts/assemble.ts'],
      ],
      ['redis/credentials'],
      ['redis/connection'],
      ['redis/scripts'],
      ['redis/health'],
      ['redis'],
      ['create-store.ts', 'env.ts'],
      ['get-store.ts'],
      ['admin', 'index.ts'],
    ],
    apart: [
      ['memory', 'redis'],
      ['core', 'redis'],
      ['env', 'redis'],
    ],
  },
  'apps/api/src': {
    floors: [
      ['lib'],
      ['errors'],
      ['observability', 'observability/metrics'],
      ['observability/tracing', 'auth/auth-config.ts'],
      ['auth/keys'],
      ['auth', 'health', 'rate-limit', 'runs', 'watch'],
      ['chat', 'http/json', 'http/connections'],
      ['http'],
      ['http/routes'],
      ['trpc'],
      ['trpc/routers'],
      ['trpc/adapter', 'rest'],
      ['rest/openapi'],
      ['admin-server.ts', 'demo-model.ts', 'env.ts', 'index.ts', 'server.ts', 'shutdown.ts'],
      ['main.ts'],
    ],
    apart: [
      ['http', 'chat'],
      ['http', 'rate-limit'],
      ['http', 'runs'],
      ['http', 'watch'],
    ],
  },
  'packages/ai-sdk/src': {
    floors: [
      ['messages'],
      ['conversation'],
      ['reply', 'turns'],
      ['chat-transport.ts', 'load-messages.ts'],
      ['index.ts'],
    ],
    apart: [],
  },
  'apps/cli/src': {
    floors: [
      ['io.ts', 'output/text.ts'],
      ['errors.ts', 'options.ts', 'output'],
      ['completion', 'export-file'],
      ['archive'],
      ['session.ts'],
      ['commands'],
      ['env.ts', 'program.ts'],
      ['main.ts'],
    ],
    apart: [],
  },
}

/** Folders whose files are counted and measured, with all that is below them. */
export const MEASURED = [
  'packages/shared/src',
  'packages/store/src',
  'packages/store/testing',
  'packages/agents/src',
  'packages/langchain/src',
  'packages/openai-agents/src',
  'packages/client/src',
  'packages/ai-sdk/src',
  'packages/entra/src',
  'apps/api/src',
  'apps/cli/src',
  'apps/web-client-demo/src',
  'bench/src',
  'scripts',
]
export const MOST_FILES = 15
export const MOST_LINES = 200
