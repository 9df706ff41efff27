/** `npm run reconcile`: whoever is gone at Clerk goes here, and nothing changes when Clerk cannot be asked. */

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openScript, signedInBrowser, type TestBrowser } from '../world/app.ts'
import { createNumbering } from '../world/changes.ts'
import { startClerkBackend, type ClerkBackend } from '../world/clerk-backend.ts'
import { ROOT } from '../world/folders.ts'
import { mustOpenStream, startInstance } from '../world/listening.ts'
import { testDatabase, type TestDatabase } from '../world/test-database.ts'
import { createTokenMaker } from '../world/tokens.ts'

const tokens = createTokenMaker()
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const env = () => ({ ...tokens.env, DATABASE_URL: database.url, REDIS_URL: inject('redisUrl') })

interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

const reconcile = (more: Readonly<Record<string, string>>): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', `${ROOT}api/reconcile.ts`],
      { cwd: ROOT, env: { PATH: process.env['PATH'], LOG_LEVEL: 'silent', ...env(), ...more } },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    )
  })

const asking = ({ url, secretKey }: Pick<ClerkBackend, 'url' | 'secretKey'>) => ({
  CLERK_API_URL: url,
  CLERK_SECRET_KEY: secretKey,
})

const newUser = (): string => `user_${randomUUID().replaceAll('-', '')}`
const whoIs = async (browser: TestBrowser) =>
  (await browser.ask('GET /api/session')).fault ?? 'signed in'

describe('reconciling', () => {
  test('deletes whoever is not found by id, signs the banned out, and leaves everybody else', async () => {
    const instance = await startInstance({ tokens, env: env() })
    const [gone, banned, well, unlisted] = [newUser(), newUser(), newUser(), newUser()]
    const settle = (userId: string) => signedInBrowser(instance, userId)
    const browsers = {
      gone: await settle(gone),
      banned: await settle(banned),
      well: await settle(well),
      unlisted: await settle(unlisted),
      local: await settle('owner'),
    }
    const { createChat } = createNumbering()
    const byScript = newUser()
    const body = { direction: 'full', deviceId: 'd1', cursor: '0', changes: [createChat('c1')] }
    await openScript(instance, byScript).ask('POST /api/sync', { body })
    const stream = await mustOpenStream(instance, { cookie: browsers.gone.cookie() })
    const clerk = await startClerkBackend({
      jwtKey: tokens.jwtKey,
      people: { [banned]: true, [well]: false },
      gone: [gone, byScript, 'owner'],
    })

    const first = await reconcile(asking(clerk))

    expect(first).toEqual({ code: 0, out: 'people 5, deleted 2, banned 1\n', err: '' })
    expect(await whoIs(browsers.gone)).toBe('account_deleted')
    expect(await whoIs(browsers.banned)).toBe('session_revoked')
    for (const browser of [browsers.well, browsers.unlisted, browsers.local])
      expect(await whoIs(browser)).toBe('signed in')
    await expect(stream.closed).resolves.toBe(4401)
    const again = await openScript(instance, byScript).ask('GET /api/sync')
    expect(again.fault).toBe('account_deleted')
    expect((await reconcile(asking(clerk))).out).toBe('people 3, deleted 0, banned 1\n')
  })

  test('changes nothing where Clerk refuses, fails, is away, or is another instance', async () => {
    const instance = await startInstance({ tokens, env: env() })
    const userId = newUser()
    const browser = await signedInBrowser(instance, userId)
    const nobody = { jwtKey: tokens.jwtKey, people: {}, gone: [userId] }
    const [right, failing, other] = await Promise.all([
      startClerkBackend(nobody),
      startClerkBackend({ ...nobody, breaksAfter: 3 }),
      startClerkBackend({ ...nobody, jwtKey: createTokenMaker().jwtKey }),
    ])

    const outcomes = await Promise.all([
      reconcile({ ...asking(right), CLERK_SECRET_KEY: 'sk_test_wrong' }),
      reconcile(asking(failing)),
      reconcile(asking({ ...right, url: 'http://127.0.0.1:9' })),
      reconcile(asking(other)),
      reconcile({}),
    ])

    for (const { code, out, err } of outcomes) {
      expect([code, out]).toEqual([1, ''])
      expect(err).toMatch(/^(CLERK_SECRET_KEY|Clerk) [^\n]*\.\n$/)
      expect(err).not.toContain('sk_test')
    }
    expect(await whoIs(browser)).toBe('signed in')
    expect(failing.asked.length).toBeGreaterThan(3)
  })
})
