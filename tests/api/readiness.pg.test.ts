/** When the server says that it is ready, and when its sign-in link comes: not before, and not never. */

import { createServer } from 'node:net'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../api/config.ts'
import { createLog } from '../../api/log.ts'
import { run, type Run } from '../../api/run.ts'
import { temporaryFolder } from '../world/folders.ts'
import { startRedis } from '../world/redis.ts'
import { testDatabase } from '../world/test-database.ts'

/** The lock that whoever migrates holds. */
const MIGRATION_LOCK = '3853314791062309107'

const freePort = async (): Promise<number> => {
  const probe = createServer()
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve)
  })
  const address = probe.address()
  await new Promise((resolve) => {
    probe.close(resolve)
  })
  return typeof address === 'object' && address !== null ? address.port : 0
}

const begin = (env: Readonly<Record<string, string>>): Promise<Run> => {
  const read = readConfig({ DATA_DIR: temporaryFolder('data'), ...env })
  if (read.kind === 'nonsense') throw new Error(read.sentence)
  const log = createLog('silent', { write: () => undefined })
  return run({ config: read.config, log, version: '0.0.0', distFolder: null })
}

test('while another process migrates it lives and is not ready; then it is', async () => {
  const { url, drop } = await testDatabase()
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  await holder.query(`select pg_advisory_lock(${MIGRATION_LOCK})`)
  const port = await freePort()
  const statusOf = (path: string): Promise<number> =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      ({ status }) => status,
      () => 0,
    )

  const running = begin({ DATABASE_URL: url, PORT: String(port) })
  await expect.poll(() => statusOf('/api/health'), { timeout: 20_000 }).toBe(200)
  const before = [await statusOf('/api/ready'), await statusOf('/api/sync')]
  await holder.end()
  const server = await running
  const after = await statusOf('/api/ready')
  await server.close()
  await drop()

  expect([...before, after]).toEqual([503, 503, 200])
})

test('a sign-in link comes as soon as Redis keeps its code, however late that is', async () => {
  const { url, drop } = await testDatabase()
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  redis.suspend()

  const server = await begin({ DATABASE_URL: url, REDIS_URL: redis.url, PORT: '0' })
  const early = await Promise.race([
    server.signInLink,
    new Promise((resolve) => {
      setTimeout(resolve, 1500, 'not yet')
    }),
  ])
  redis.resume()
  const link = await server.signInLink
  await server.close()
  await drop()

  expect(early).toBe('not yet')
  expect(link).toMatch(/\/sign-in#code=[\w-]{27}$/)
})
