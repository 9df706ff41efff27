/** Environment variables as typed settings, or the one sentence that says which of them makes no sense. */

import * as z from 'zod/mini'
import { deviceIdSchema, type DeviceId } from '../db/protocol/ids.ts'
import { MAX_NAME_LENGTH } from '../db/protocol/limits.ts'
import { parseWith } from '../db/protocol/parse.ts'
import { isStorable } from '../db/protocol/text.ts'
import {
  CLERK_VARIABLES,
  findClerkContradiction,
  toAuth,
  type ClerkSettings,
} from './identity/clerk-settings.ts'
import { hasProtocol, listOf, parseUrl, text } from './setting.ts'

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
  /** How many proxies stand in front, each of which adds to X-Forwarded-For. */
  readonly trustedProxies: number
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
const ASSISTANT_NEEDS = ['ASSISTANT_URL', 'ASSISTANT_MODEL'] as const
const ASSISTANT_ALL = [...ASSISTANT_NEEDS, 'ASSISTANT_KEY'] as const

/** Browsers keep Secure cookies and service workers to HTTPS and to this machine. */
const isSafeOrigin = (value: string): boolean => {
  const url = parseUrl(value)
  if (url === null || url.origin !== value) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname))
}

/** A base that paths are put behind: a question mark or a name and password in it would be lost or shown. */
const isApiBase = (value: string): boolean => {
  const url = parseUrl(value)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false
  return url.search === '' && url.hash === '' && url.username === '' && url.password === ''
}

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
  ...CLERK_VARIABLES,
  APP_ORIGIN: text(
    isSafeOrigin,
    'must be an https:// origin without a path; http:// works for localhost alone',
  ),
  TRUSTED_PROXIES: text((value) => /^\d$/.test(value), 'must be a number from 0 to 9'),
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

const findContradiction = (settings: Settings): string | null =>
  findClerkContradiction(settings) ?? findHalfAssistant(settings)

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
    redis: toRedis(settings),
    dataDir,
    syncEnabled: settings.SYNC_ENABLED !== 'false',
    deviceId: deviceIdSchema.parse(settings.DEVICE_ID ?? 'default'),
    auth: toAuth(settings),
    trustedProxies: Number(settings.TRUSTED_PROXIES ?? 0),
    appOrigin: settings.APP_ORIGIN ?? localOrigin(port),
    logLevel: settings.LOG_LEVEL ?? 'info',
    metricsToken: settings.METRICS_TOKEN ?? null,
    assistant: toAssistant(settings),
  }
}

const toRedis = ({ REDIS_URL: url, REDIS_PASSWORD: password }: Settings): Config['redis'] =>
  url === undefined ? null : { url, password }

const toAssistant = (settings: Settings): AssistantSettings | null => {
  const { ASSISTANT_URL: url, ASSISTANT_KEY: key, ASSISTANT_MODEL: model } = settings
  if (url === undefined || model === undefined) return null
  return { url: url.replace(/\/+$/, ''), key: key ?? null, model }
}
