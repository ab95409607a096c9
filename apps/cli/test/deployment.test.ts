import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { readRedisConfig } from '../src/env.ts'
import { threadkeep } from './support.ts'

const ROOT = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

const ContainerSchema = z.strictObject({
  name: z.string(),
  image: z.string().regex(/threadkeep-cli:\d+\.\d+\.\d+$/),
  args: z.array(z.string()).min(1),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).optional(),
  resources: z.looseObject({}),
  securityContext: z.looseObject({ readOnlyRootFilesystem: z.literal(true) }).optional(),
})
const CRON = z.string().regex(/^(?:[\d*/,-]+ ){4}[\d*/,-]+$/)
const ContainersSchema = z.tuple([ContainerSchema])

const CronJobSchema = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('CronJob'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    schedule: CRON,
    concurrencyPolicy: z.literal('Forbid'),
    startingDeadlineSeconds: z.int().optional(),
    jobTemplate: z.strictObject({
      spec: z.strictObject({
        backoffLimit: z.int(),
        activeDeadlineSeconds: z.int(),
        template: z.strictObject({
          metadata: z.strictObject({ labels: z.record(z.string(), z.string()) }),
          spec: z.strictObject({
            restartPolicy: z.literal('Never'),
            serviceAccountName: z.string().optional(),
            automountServiceAccountToken: z.literal(false).optional(),
            securityContext: z.looseObject({ runAsNonRoot: z.literal(true) }),
            containers: ContainersSchema,
            volumes: z.array(z.looseObject({ name: z.string() })).optional(),
          }),
        }),
      }),
    }),
  }),
})

/** As `az containerapp job create --yaml` takes it. */
const ContainerAppsJobSchema = z.strictObject({
  location: z.string(),
  identity: z.strictObject({ type: z.literal('SystemAssigned') }),
  properties: z.strictObject({
    environmentId: z.string(),
    configuration: z.strictObject({
      triggerType: z.literal('Schedule'),
      scheduleTriggerConfig: z.strictObject({
        cronExpression: CRON,
        parallelism: z.literal(1),
        replicaCompletionCount: z.literal(1),
      }),
      replicaTimeout: z.int(),
      replicaRetryLimit: z.int(),
      secrets: z.array(z.looseObject({ name: z.string() })),
    }),
    template: z.strictObject({ containers: ContainersSchema }),
  }),
})

const ConfigMapSchema = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata: z.strictObject({ name: z.string() }),
  data: z.strictObject({ 'retention.json': z.string() }),
})

const documents = [...read('docs/deployment.md').matchAll(/^```yaml\n([\s\S]+?)^```$/gm)]
  .flatMap(([, text = '']) => parseAllDocuments(text))
  .map((document): unknown => {
    expect(document.errors).toEqual([])
    return document.toJS()
  })
const all = <Value>(schema: z.ZodType<Value>): Value[] =>
  documents.flatMap((each) => {
    const parsed = schema.safeParse(each)
    return parsed.success ? [parsed.data] : []
  })
const ofKind = (kind: string) =>
  documents.filter((each) => z.object({ kind: z.literal(kind) }).safeParse(each).success)

const cronJobs = all(CronJobSchema)
const apps = all(ContainerAppsJobSchema)
const containers = [
  ...cronJobs.flatMap(({ spec }) => spec.jobTemplate.spec.template.spec.containers),
  ...apps.flatMap(({ properties }) => properties.template.containers),
]
const folder = mkdtempSync(join(tmpdir(), 'threadkeep-deployment-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the jobs of docs/deployment.md', () => {
  it('are two of Kubernetes and two of Azure Container Apps', () => {
    expect(ofKind('CronJob')).toHaveLength(cronJobs.length)
    const commands = containers.map(({ args }) => args[0])
    expect(commands).toEqual(['archive', 'verify', 'archive', 'verify'])
  })

  it('mount what there is, and take secrets that there are', () => {
    const configMaps = all(ConfigMapSchema).map(({ metadata }) => metadata.name)
    for (const { spec } of cronJobs) {
      const { containers: own, volumes = [] } = spec.jobTemplate.spec.template.spec
      const mounted = own.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name))
      expect(volumes.map(({ name }) => name)).toEqual(mounted)
      for (const volume of volumes) {
        expect(configMaps).toContain(
          z.object({ configMap: z.object({ name: z.string() }) }).parse(volume).configMap.name,
        )
      }
    }
    for (const { properties } of apps) {
      const secrets = properties.configuration.secrets.map(({ name }) => name)
      const taken = properties.template.containers.flatMap(({ env }) =>
        env.flatMap((each) => (typeof each['secretRef'] === 'string' ? [each['secretRef']] : [])),
      )
      expect(taken).toEqual(secrets)
    }
  })

  it('have command lines and variables that the tool takes', async () => {
    const [policy] = all(ConfigMapSchema)
    writeFileSync(join(folder, 'retention.json'), policy?.data['retention.json'] ?? '')
    for (const { args, env } of containers) {
      const source = Object.fromEntries(
        env.map(({ name, value }) => [name, value ?? 'redis://127.0.0.1:1']),
      )
      const line = args.map((each) => each.replace('/etc/threadkeep', folder))
      const { code, err } = await threadkeep(line, () => ({
        ...readRedisConfig(source),
        commandTimeoutMs: 100,
      }))
      // Usage and variables are right: what is missing is the Redis.
      expect({ args, code, err }).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^Redis cannot/),
      })
    }
  })
})

describe('the image', () => {
  const dockerfile = read('Dockerfile')

  it('has the built tool as its entry', () => {
    const manifest: unknown = JSON.parse(read('apps/cli/package.json'))
    const { bin } = z.object({ bin: z.object({ threadkeep: z.string() }) }).parse(manifest)
    const entry = join('/app', bin.threadkeep)
    expect(dockerfile).toContain(`WORKDIR /app\nCOPY --from=build-cli /cli ./`)
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "${entry}"]`)
    expect(read('docs/deployment.md')).toContain('docker build --target cli -t threadkeep-cli .')
    expect(dockerfile).toMatch(/^FROM .+ AS cli$/m)
  })

  it('is built from files that there are and that .dockerignore lets in', () => {
    const kept = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, paths = '']) => paths.split(' '),
    )
    expect(sources).toContain('apps/cli/')
    for (const source of sources) {
      expect(existsSync(join(ROOT, source)), source).toBe(true)
      const isKept = kept.some((path) => source.startsWith(path) || path.startsWith(source))
      expect(isKept, source).toBe(true)
    }
  })
})
