/** Environment variables as typed settings, or the one sentence that says which of them makes no sense. */

import { createPublicKey } from 'node:crypto'
import * as z from 'zod/mini'
import { deviceIdSchema, type DeviceId } from '../db/protocol/ids.ts'
import { MAX_NAME_LENGTH } from '../db/protocol/limits.ts'
import { parseWith } from '../db/protocol/parse.ts'
import { isStorable } from '../db/protocol/text.ts'

interface ClerkSettings {
  readonly kind: 'clerk'
  readonly publishableKey: string | undefined
  readonly jwtKey: string
  readonly issuer: string
  readonly authorizedParties: readonly string[]
}

/** Who answers messages: any service that speaks the OpenAI API. */
export interface AssistantSettings {
  /** Without a slash at the end. */
  readonly url: string
  readonly key: string | null
  readonly model: string
}

export interface Config {
  readonly host: string
  readonly port: number
  readonly database: { readonly url: string } | { readonly folder: string }
  readonly redis: { readonly url: string; readonly password: string | undefined } | null
  readonly dataDir: string
  readonly syncEnabled: boolean
  /** The device a script is, when its request names none. */
  readonly deviceId: DeviceId
  readonly auth: ClerkSettings | { readonly kind: 'local' }
  /** The one origin whose pages may use the session cookie. */
  readonly appOrigin: string
  readonly logLevel: string
  /** Null: metrics are for this machine alone. */
  readonly metricsToken: string | null
  /** Null: nobody answers. */
  readonly assistant: AssistantSettings | null
}

export type ConfigResult =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'nonsense'; readonly sentence: string }

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const CLERK_NEEDS = ['CLERK_ISSUER', 'CLERK_AUTHORIZED_PARTIES'] as const
const ASSISTANT_NEEDS = ['ASSISTANT_URL', 'ASSISTANT_MODEL'] as const
const ASSISTANT_ALL = [...ASSISTANT_NEEDS, 'ASSISTANT_KEY'] as const
const CLERK_ALL = [...CLERK_NEEDS, 'CLERK_PUBLISHABLE_KEY'] as const

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null)

const isOrigin = (text: string): boolean => parseUrl(text)?.origin === text

/** Browsers keep Secure cookies and service workers to HTTPS and to this machine. */
const isSafeOrigin = (text: string): boolean => {
  const url = parseUrl(text)
  if (url === null || url.origin !== text) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname))
}

/** A base that paths are put behind: a question mark or a name and password in it would be lost or shown. */
const isApiBase = (text: string): boolean => {
  const url = parseUrl(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false
  return url.search === '' && url.hash === '' && url.username === '' && url.password === ''
}

const hasProtocol = (text: string, ...protocols: string[]): boolean =>
  protocols.includes(parseUrl(text)?.protocol ?? '')

const isRsa2048 = (pem: string): boolean => {
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === 2048
  } catch {
    return false
  }
}

/** Values from files and compose often carry the line breaks of a PEM as backslash and n. */
const unescapePem = (text: string): string => text.replaceAll(String.raw`\n`, '\n')

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const text = (fits: (value: string) => boolean, error: string) =>
  z.optional(z.string().check(z.refine(fits, { error })))

const environmentSchema = z.object({
  PORT: text(
    (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
    'must be a whole number from 0 to 65535',
  ),
  HOST: z.optional(z.string()),
  DATABASE_URL: text(
    (value) => hasProtocol(value, 'postgres:', 'postgresql:'),
    'must be a postgres:// address',
  ),
  REDIS_URL: text(
    (value) => listOf(value).every((part) => hasProtocol(part, 'redis:', 'rediss:')),
    'must be a redis:// address, or several separated by commas for a cluster',
  ),
  REDIS_PASSWORD: z.optional(z.string()),
  DATA_DIR: z.optional(z.string()),
  SYNC_ENABLED: text((value) => value === 'true' || value === 'false', 'must be true or false'),
  DEVICE_ID: text(
    (value) => deviceIdSchema.safeParse(value).success,
    'must be 1 to 64 letters, digits and . _ : -, beginning with a letter or digit',
  ),
  CLERK_PUBLISHABLE_KEY: text((value) => value.startsWith('pk_'), 'must begin with pk_'),
  CLERK_JWT_KEY: text(
    (value) => isRsa2048(unescapePem(value)),
    'must be the PEM of an RSA public key of 2048 bits',
  ),
  CLERK_ISSUER: text(isOrigin, 'must be an origin such as https://clerk.example.com'),
  CLERK_AUTHORIZED_PARTIES: text(
    (value) => listOf(value).length > 0 && listOf(value).every(isOrigin),
    'must be one or more origins separated by commas',
  ),
  APP_ORIGIN: text(
    isSafeOrigin,
    'must be an https:// origin without a path; http:// works for localhost alone',
  ),
  LOG_LEVEL: text((value) => LOG_LEVELS.includes(value), `must be one of ${LOG_LEVELS.join(', ')}`),
  METRICS_TOKEN: text((value) => value.length >= 16, 'must have at least 16 characters'),
  ASSISTANT_URL: text(
    isApiBase,
    'must be the http:// or https:// base of an API, such as http://localhost:11434/v1',
  ),
  ASSISTANT_KEY: text(
    (value) => /^[\x21-\x7e]+$/.test(value),
    'must be one word of letters, digits and signs, without spaces',
  ),
  ASSISTANT_MODEL: text(
    (value) => value.length <= MAX_NAME_LENGTH && isStorable(value),
    `must be the name of a model, of at most ${MAX_NAME_LENGTH} characters`,
  ),
})
type Settings = z.infer<typeof environmentSchema>

/** Reads the settings of one run; an empty variable counts as not set. */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): ConfigResult => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = parseWith(environmentSchema, given)
  if (parsed.kind === 'broken')
    return { kind: 'nonsense', sentence: `${parsed.where} ${parsed.why}.` }
  const contradiction = findContradiction(parsed.value)
  if (contradiction !== null) return { kind: 'nonsense', sentence: contradiction }
  return { kind: 'config', config: toConfig(parsed.value) }
}

/** With PORT=0 the system chooses the port, which is only known once the server listens. */
export const settleOrigin = (config: Config, port: number): Config => ({
  ...config,
  port,
  appOrigin: config.appOrigin === 'http://localhost:0' ? localOrigin(port) : config.appOrigin,
})

const localOrigin = (port: number): string => `http://localhost:${port}`

const findContradiction = (settings: Settings): string | null => {
  const isClerkOn = settings.CLERK_JWT_KEY !== undefined
  const missing = CLERK_NEEDS.find((name) => settings[name] === undefined)
  if (isClerkOn && missing !== undefined)
    return `${missing} must be set, because CLERK_JWT_KEY turns sign-in by Clerk on.`
  const stray = CLERK_ALL.find((name) => settings[name] !== undefined)
  if (!isClerkOn && stray !== undefined)
    return `CLERK_JWT_KEY must be set when ${stray} is: without it sign-in is local.`
  return findHalfAssistant(settings)
}

const findHalfAssistant = (settings: Settings): string | null => {
  const given = ASSISTANT_ALL.find((name) => settings[name] !== undefined)
  const missing = ASSISTANT_NEEDS.find((name) => settings[name] === undefined)
  return given === undefined || missing === undefined
    ? null
    : `${missing} must be set when ${given} is: without it nobody answers.`
}

const toConfig = (settings: Settings): Config => {
  const port = Number(settings.PORT ?? 8787)
  const dataDir = settings.DATA_DIR ?? './data'
  return {
    host: settings.HOST ?? '127.0.0.1',
    port,
    database:
      settings.DATABASE_URL === undefined
        ? { folder: `${dataDir}/database` }
        : { url: settings.DATABASE_URL },
    redis:
      settings.REDIS_URL === undefined
        ? null
        : { url: settings.REDIS_URL, password: settings.REDIS_PASSWORD },
    dataDir,
    syncEnabled: settings.SYNC_ENABLED !== 'false',
    deviceId: deviceIdSchema.parse(settings.DEVICE_ID ?? 'default'),
    auth: toAuth(settings),
    appOrigin: settings.APP_ORIGIN ?? localOrigin(port),
    logLevel: settings.LOG_LEVEL ?? 'info',
    metricsToken: settings.METRICS_TOKEN ?? null,
    assistant: toAssistant(settings),
  }
}

const toAssistant = (settings: Settings): AssistantSettings | null => {
  const { ASSISTANT_URL: url, ASSISTANT_KEY: key, ASSISTANT_MODEL: model } = settings
  if (url === undefined || model === undefined) return null
  return { url: url.replace(/\/+$/, ''), key: key ?? null, model }
}

const toAuth = (settings: Settings): Config['auth'] => {
  if (settings.CLERK_JWT_KEY === undefined) return { kind: 'local' }
  return {
    kind: 'clerk',
    publishableKey: settings.CLERK_PUBLISHABLE_KEY,
    jwtKey: unescapePem(settings.CLERK_JWT_KEY),
    issuer: settings.CLERK_ISSUER ?? '',
    authorizedParties: listOf(settings.CLERK_AUTHORIZED_PARTIES ?? ''),
  }
}
