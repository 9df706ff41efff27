/** What a browser is told it may do with our answers. */

import type { Config } from '../config.ts'
import { pageHeaderPolicy } from './page-policy.ts'

const YEAR_S = 365 * 24 * 3600

/** For every answer, of the API too. */
export const commonHeaders = (config: Config): Readonly<Record<string, string>> => ({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  ...(config.appOrigin.startsWith('https:')
    ? { 'strict-transport-security': `max-age=${YEAR_S}; includeSubDomains` }
    : {}),
})

/** The app's page; see `page-policy.ts` for what it holds, and why the page says it once more itself. */
export const pagePolicy = (config: Config): string => pageHeaderPolicy(config.appOrigin)

/**
 * `/sign-in`: Clerk's script comes from us like any other, but brings its styles and its own worker, talks
 * to its server, shows people's pictures and asks who is human.
 */
export const signInPolicy = (config: Config): string => {
  if (config.auth.kind === 'local') return pagePolicy(config)
  const human = 'https://challenges.cloudflare.com'
  return join({
    ...SELF,
    'script-src': `'self' ${human}`,
    'connect-src': `'self' ${config.auth.issuer}`,
    'img-src': `'self' data: blob: https://img.clerk.com`,
    'style-src': `'self' 'unsafe-inline'`,
    'worker-src': `'self' blob:`,
    'frame-src': human,
  })
}

const SELF = {
  'default-src': `'none'`,
  'font-src': `'self'`,
  'script-src': `'self'`,
  'style-src': `'self'`,
  'img-src': `'self' data: blob:`,
  'connect-src': `'self'`,
  'worker-src': `'self'`,
  'manifest-src': `'self'`,
  'object-src': `'none'`,
  'base-uri': `'none'`,
  'frame-ancestors': `'none'`,
  'form-action': `'self'`,
}

const join = (policy: Readonly<Record<string, string>>): string =>
  Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
