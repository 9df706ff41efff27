/** What is measured: rates, durations, volumes, frequency, errors by type, and the stores behind. */

import type { Connections } from '../db/server/database.ts'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { PROTOCOL_VERSION } from '../db/protocol/version.ts'
import type { WaitingDevices } from './waiting-devices.ts'

/** Sources that are asked at the moment somebody looks. */
export interface Sources {
  readonly isDatabaseReady: () => Promise<boolean>
  readonly isKeyValueReady: () => Promise<boolean>
  readonly connections: () => Connections
  readonly waiting: WaitingDevices
  /** What runs here: said once, as labels. */
  readonly build: { readonly version: string; readonly database: string }
}

const DURATIONS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const SIZES = [0, 1, 10, 50, 100, 500, 1000]
const AGES_S = [1, 5, 30, 60, 300, 900, 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600]
const BYTES = [256, 1024, 16_384, 131_072, 1_048_576, 8_388_608]

/** Names by the document's five: rates and frequency are counts over time. */
const countersIn = (registers: Registry[]) => ({
  syncs: new Counter({
    name: 'chat_sync_syncs_total',
    help: 'Syncs by direction and outcome: success, or failure.',
    labelNames: ['direction', 'outcome'] as const,
    registers,
  }),
  faults: new Counter({
    name: 'chat_sync_faults_total',
    help: 'Answers that were faults, by code and route.',
    labelNames: ['code', 'route'] as const,
    registers,
  }),
  changes: new Counter({
    name: 'chat_sync_changes_total',
    help: 'Changes received, by what became of them.',
    labelNames: ['outcome'] as const,
    registers,
  }),
  refusedChanges: new Counter({
    name: 'chat_sync_refused_changes_total',
    help: 'Changes that were not taken, by why.',
    labelNames: ['code'] as const,
    registers,
  }),
  divergences: new Counter({
    name: 'chat_sync_divergences_total',
    help: 'Chats that a device found to differ from this server, and fetched once more.',
    registers,
  }),
  lookups: new Counter({
    name: 'chat_sync_cache_lookups_total',
    help: 'Questions to the session and the status cache: hit, miss, or down.',
    labelNames: ['cache', 'result'] as const,
    registers,
  }),
  assistantReplies: new Counter({
    name: 'chat_sync_assistant_replies_total',
    help: 'Replies of the assistant, by how they ended: stop, length, filter, gone, or a fault.',
    labelNames: ['outcome'] as const,
    registers,
  }),
  events: new Counter({
    name: 'chat_sync_events_total',
    help: 'Sign-ins, sign-outs, revocations, one-time codes and webhooks, done or refused.',
    labelNames: ['event', 'outcome'] as const,
    registers,
  }),
  pokes: new Counter({
    name: 'chat_sync_pokes_total',
    help: 'Pokes sent to open streams, with the page in them or bare.',
    labelNames: ['kind'] as const,
    registers,
  }),
  redisFailures: new Counter({
    name: 'chat_sync_redis_failures_total',
    help: 'Questions that Redis did not answer.',
    registers,
  }),
})

const histogramsIn = (registers: Registry[]) => ({
  syncSeconds: new Histogram({
    name: 'chat_sync_sync_seconds',
    help: 'How long a sync took on the server.',
    labelNames: ['direction'] as const,
    buckets: DURATIONS_S,
    registers,
  }),
  rows: new Histogram({
    name: 'chat_sync_page_rows',
    help: 'Rows in the page of an answer.',
    buckets: SIZES,
    registers,
  }),
  requestBytes: new Histogram({
    name: 'chat_sync_request_bytes',
    help: 'Bytes of a sync request as it travelled.',
    buckets: BYTES,
    registers,
  }),
  responseBytes: new Histogram({
    name: 'chat_sync_response_bytes',
    help: 'Bytes of the answer to a sync as it travelled.',
    buckets: BYTES,
    registers,
  }),
})

/** How long and how old the outboxes are, as their devices tell it. */
const outboxesIn = (registers: Registry[]) => ({
  pending: new Histogram({
    name: 'chat_sync_outbox_changes',
    help: 'Changes waiting on a device when it asked, those of its request included.',
    buckets: SIZES,
    registers,
  }),
  outboxAge: new Histogram({
    name: 'chat_sync_outbox_age_seconds',
    help: 'Age of the oldest change of a push when it was sent, by its device’s own clock.',
    buckets: AGES_S,
    registers,
  }),
})

const addGauges = (registers: Registry[], sources: Sources) => {
  const up = (name: string, help: string, isUp: () => Promise<boolean>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set((await isUp()) ? 1 : 0)
      },
    })
  up('chat_sync_database_up', 'Whether the database answers.', sources.isDatabaseReady)
  up('chat_sync_key_value_up', 'Whether the key-value store answers.', sources.isKeyValueReady)
  addPoolGauge(registers, sources)
  addWaitingGauges(registers, sources.waiting)
  addBuildGauge(registers, sources.build)
  return new Gauge({
    name: 'chat_sync_streams',
    help: 'Open live streams.',
    registers,
  })
}

const addPoolGauge = (registers: Registry[], sources: Sources) =>
  new Gauge({
    name: 'chat_sync_database_connections',
    help: 'Connections to the database: open, idle of these, and requests that wait for one.',
    labelNames: ['state'] as const,
    registers,
    collect() {
      for (const [state, count] of Object.entries(sources.connections())) this.set({ state }, count)
    },
  })

const addWaitingGauges = (registers: Registry[], waiting: WaitingDevices): void => {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge(
    'chat_sync_devices_waiting',
    'Devices whose last word to this process was that changes wait on them.',
    waiting.count,
  )
  gauge(
    'chat_sync_devices_waiting_silence_seconds',
    'Since the one of these that is silent longest spoke.',
    () => waiting.longestSilenceMs() / 1000,
  )
}

const addBuildGauge = (registers: Registry[], build: Sources['build']): void => {
  const labels = { ...build, node: process.versions.node, protocol: String(PROTOCOL_VERSION) }
  new Gauge({
    name: 'chat_sync_build_info',
    help: 'What runs here; always 1.',
    labelNames: Object.keys(labels),
    registers,
  }).set(labels, 1)
}

export const createMetrics = (sources: Sources) => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    ...countersIn(registers),
    ...histogramsIn(registers),
    ...outboxesIn(registers),
    waiting: sources.waiting,
    streams: addGauges(registers, sources),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
export type Metrics = ReturnType<typeof createMetrics>
