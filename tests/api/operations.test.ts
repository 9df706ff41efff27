/** The dashboard and the alert rules ask only for what the app exports, and for all five of its figures. */

import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { createMetrics } from '../../api/metrics.ts'
import { createWaitingDevices } from '../../api/waiting-devices.ts'
import { readText } from '../house/repository.ts'
import { readExposition } from '../world/exposition.ts'

const dashboardSchema = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      description: z.optional(z.string()),
      targets: z.optional(z.array(z.object({ expr: z.string() }))),
    }),
  ),
})
const { panels } = dashboardSchema.parse(JSON.parse(readText('api/operations/dashboard.json')))

const exported = async (): Promise<ReadonlySet<string>> => {
  const { text } = createMetrics({
    isDatabaseReady: async () => true,
    isKeyValueReady: async () => true,
    connections: () => ({ open: 1, idle: 1, waiting: 0 }),
    waiting: createWaitingDevices(Date.now),
    build: { version: '0', database: 'pglite' },
  })
  const { described } = readExposition(await text())
  const parts = [...described].flatMap((name) =>
    ['_bucket', '_sum', '_count'].map((part) => `${name}${part}`),
  )
  return new Set([...described, ...parts])
}

const namesIn = (text: string): readonly string[] =>
  text.match(/\b(?:chat_sync|nodejs|process)_\w+/g) ?? []

test('every metric in the dashboard and in the rules is one that the app exports', async () => {
  const known = await exported()
  const asked = [
    ...panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namesIn(expr))),
    ...namesIn(readText('api/operations/alerts.yml')),
  ]

  expect(asked.length).toBeGreaterThan(30)
  expect([...new Set(asked)].filter((name) => !known.has(name))).toEqual([])
})

test.each([
  ['Success and failure', 'chat_sync_syncs_total'],
  ['Durations', 'chat_sync_sync_seconds_bucket'],
  ['Volumes: bytes', 'chat_sync_request_bytes_sum'],
  ['Frequency', 'chat_sync_syncs_total'],
  ['Errors by type', 'chat_sync_faults_total'],
])('a panel of its own shows %s', (title, name) => {
  const panel = panels.find((one) => one.title === title)

  expect(panel?.targets?.flatMap(({ expr }) => namesIn(expr))).toContain(name)
})

test('every figure of the app is in some panel', async () => {
  const shown = new Set(
    panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namesIn(expr))),
  )
  const own = [...(await exported())].filter(
    (name) => name.startsWith('chat_sync_') && !/_(bucket|sum|count)$/.test(name),
  )

  const isShown = (name: string): boolean =>
    ['', '_bucket', '_sum', '_count'].some((part) => shown.has(`${name}${part}`))
  expect(own.filter((name) => !isShown(name))).toEqual([])
})
