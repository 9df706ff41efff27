/** Settings are read from the environment, and nonsense stops the start with a sentence that names it. */

import { describe, expect, test } from 'vitest'
import { readConfig, settleOrigin, type Config } from '../../api/config.ts'
import { createTokenMaker, longPublicKey } from '../world/tokens.ts'

const maker = createTokenMaker()

const read = (env: Readonly<Record<string, string>>): Config => {
  const result = readConfig(env)
  if (result.kind === 'nonsense') throw new Error(result.sentence)
  return result.config
}

const shortly = (value: string | undefined): string =>
  value === undefined ? 'missing' : JSON.stringify(value.slice(-30))

describe('without any setting', () => {
  test('the server is for this machine, embedded, and signs people in itself', () => {
    expect(read({})).toEqual({
      host: '127.0.0.1',
      port: 8787,
      database: { folder: './data/database' },
      redis: null,
      dataDir: './data',
      syncEnabled: true,
      deviceId: 'default',
      auth: { kind: 'local' },
      trustedProxies: 0,
      appOrigin: 'http://localhost:8787',
      logLevel: 'info',
      metricsToken: null,
      assistant: null,
    })
  })

  test('an empty variable is one that is not set', () => {
    expect(read({ DATABASE_URL: '', REDIS_URL: '', PORT: '', CLERK_JWT_KEY: '' })).toEqual(read({}))
  })
})

describe('a setting', () => {
  test('of Clerk turns Clerk on, also when its key came with escaped line breaks', () => {
    const env = { ...maker.env, CLERK_JWT_KEY: maker.jwtKey.replaceAll('\n', String.raw`\n`) }

    expect(read(env).auth).toEqual({
      kind: 'clerk',
      publishableKey: maker.env['CLERK_PUBLISHABLE_KEY'],
      jwtKeys: [maker.jwtKey.trim()],
      issuer: maker.issuer,
      authorizedParties: ['http://localhost:8787'],
      webhookSecret: null,
      secretKey: null,
      apiUrl: null,
    })
  })

  test('of the key may hold the next key as well, so that nobody is signed out when it changes', () => {
    const next = createTokenMaker().jwtKey
    const both = `${maker.jwtKey}\n${next}`.replaceAll('\n', String.raw`\n`)

    expect(read({ ...maker.env, CLERK_JWT_KEY: both }).auth).toMatchObject({
      jwtKeys: [maker.jwtKey.trim(), next.trim()],
    })
  })

  test('of the port moves the origin with it, and port 0 follows the system', () => {
    expect(read({ PORT: '9000' }).appOrigin).toBe('http://localhost:9000')
    expect(settleOrigin(read({ PORT: '0' }), 4242).appOrigin).toBe('http://localhost:4242')
    const fixed = read({ PORT: '0', APP_ORIGIN: 'https://chat.example.com' })
    expect(settleOrigin(fixed, 4242).appOrigin).toBe('https://chat.example.com')
  })

  test('of the assistant is its address, its model, and its key where it wants one', () => {
    const env = { ASSISTANT_URL: 'http://localhost:11434/v1/', ASSISTANT_MODEL: 'small:4b' }
    const own = { url: 'http://localhost:11434/v1', key: null, model: 'small:4b' }

    expect(read(env).assistant).toEqual(own)
    expect(read({ ...env, ASSISTANT_KEY: 'sk-1' }).assistant).toEqual({ ...own, key: 'sk-1' })
  })

  const nonsense: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['PORT', { PORT: 'http' }],
    ['PORT', { PORT: '70000' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/chat' }],
    ['REDIS_URL', { REDIS_URL: 'localhost:6379' }],
    ['SYNC_ENABLED', { SYNC_ENABLED: 'yes' }],
    ['DEVICE_ID', { DEVICE_ID: 'my script' }],
    ['APP_ORIGIN', { APP_ORIGIN: 'http://chat.example.com' }],
    ['APP_ORIGIN', { APP_ORIGIN: 'https://chat.example.com/app' }],
    ['TRUSTED_PROXIES', { TRUSTED_PROXIES: 'yes' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['METRICS_TOKEN', { METRICS_TOKEN: 'short' }],
    ['ASSISTANT_URL', { ASSISTANT_URL: 'localhost:11434/v1', ASSISTANT_MODEL: 'm' }],
    ['ASSISTANT_URL', { ASSISTANT_URL: 'https://me:secret@example.com', ASSISTANT_MODEL: 'm' }],
    ['ASSISTANT_URL', { ASSISTANT_MODEL: 'm' }],
    ['ASSISTANT_URL', { ASSISTANT_KEY: 'sk-1' }],
    ['ASSISTANT_MODEL', { ASSISTANT_URL: 'https://example.com/v1' }],
    ['ASSISTANT_MODEL', { ASSISTANT_URL: 'https://a.b', ASSISTANT_MODEL: 'm'.repeat(201) }],
    ['ASSISTANT_KEY', { ASSISTANT_URL: 'https://a.b', ASSISTANT_MODEL: 'm', ASSISTANT_KEY: 'a b' }],
    ['CLERK_JWT_KEY', { ...maker.env, CLERK_JWT_KEY: 'sk_test_1' }],
    ['CLERK_JWT_KEY', { ...maker.env, CLERK_JWT_KEY: longPublicKey() }],
    ['CLERK_JWT_KEY', { ...maker.env, CLERK_JWT_KEY: maker.jwtKey + longPublicKey() }],
    ['CLERK_JWT_KEY', { ...maker.env, CLERK_JWT_KEY: `${maker.jwtKey}${maker.jwtKey.slice(40)}` }],
    ['CLERK_ISSUER', { ...maker.env, CLERK_ISSUER: '' }],
    ['CLERK_ISSUER', { ...maker.env, CLERK_ISSUER: 'clerk.example.com' }],
    ['CLERK_AUTHORIZED_PARTIES', { ...maker.env, CLERK_AUTHORIZED_PARTIES: '' }],
    ['CLERK_AUTHORIZED_PARTIES', { ...maker.env, CLERK_AUTHORIZED_PARTIES: 'chat.example.com' }],
    ['CLERK_WEBHOOK_SECRET', { ...maker.env, CLERK_WEBHOOK_SECRET: 'secret' }],
    ['CLERK_JWT_KEY', { CLERK_WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}` }],
    ['CLERK_SECRET_KEY', { ...maker.env, CLERK_SECRET_KEY: 'pk_test_1' }],
    ['CLERK_API_URL', { ...maker.env, CLERK_API_URL: 'api.clerk.com' }],
    ['CLERK_JWT_KEY', { CLERK_SECRET_KEY: 'sk_test_1' }],
    ['CLERK_JWT_KEY', { CLERK_ISSUER: maker.issuer }],
    ['CLERK_JWT_KEY', { CLERK_PUBLISHABLE_KEY: 'pk_test_1' }],
  ]

  for (const [name, env] of nonsense)
    test(`that makes no sense is told in one sentence: ${name} ${shortly(env[name])}`, () => {
      const result = readConfig(env)

      expect(result).toMatchObject({ kind: 'nonsense' })
      expect(result.kind === 'nonsense' && result.sentence).toMatch(
        new RegExp(`^${name} must [^\n]*\\.$`),
      )
    })
})
