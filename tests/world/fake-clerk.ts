/** Clerk's server as its browser code sees it, for one person with an e-mail address and a password; it can hang and fail. */

import type { Request, Route } from 'playwright-core'
import type { Device } from './browser.ts'
import { CLERK_ENVIRONMENT } from './clerk-environment.ts'
import type { TokenMaker } from './tokens.ts'

export const CLERK_HOST = 'clerk.example.com'
/** Of a production instance at that host. */
export const PUBLISHABLE_KEY = `pk_live_${Buffer.from(`${CLERK_HOST}$`).toString('base64')}`

/** `hang`: no answer ever. `fail`: the connection breaks. */
type Mood = 'answer' | 'hang' | 'fail'

export interface FakeClerk {
  /** From now on it answers in the place of Clerk's host, for every page of the device. */
  readonly standIn: (device: Device) => Promise<void>
  readonly be: (mood: Mood) => void
  /** Its own session in this browser is this person's, without a form. */
  readonly become: (userId: string) => void
  /** Every request to it, or for its code, with the page that made it. */
  readonly asked: () => readonly string[]
}

/** Whoever comes with the right form is `userId`. */
export const createFakeClerk = (tokens: TokenMaker, userId: string): FakeClerk => {
  const desk = createDesk(tokens, userId)
  const asked: string[] = []
  let mood: Mood = 'answer'
  return {
    standIn: async (device) => {
      device.context.on('request', (request) => {
        const { host, pathname } = new URL(request.url())
        if (host === CLERK_HOST || pathname.startsWith('/clerkjs/'))
          asked.push(`${askerOf(request)} asks for ${host}${pathname}`)
      })
      await device.context.route(`https://${CLERK_HOST}/**`, async (route) => {
        if (mood === 'fail') await route.abort('failed')
        if (mood === 'answer') await answer(route, await desk.reply(route.request()))
      })
    },
    be: (next) => {
      mood = next
    },
    become: desk.become,
    asked: () => asked,
  }
}

const askerOf = (request: Request): string =>
  request.serviceWorker() === null ? new URL(request.frame().url()).pathname : 'the worker'

const SESSION = 'sess_2abcDEF'
const SIGN_IN = 'sia_2abcDEF'

/** What Clerk's server knows, for one browser. */
const createDesk = (tokens: TokenMaker, firstUserId: string) => {
  let userId = firstUserId
  let isSignedIn = false
  let isSigningIn = false
  const session = async () => ({
    ...SESSION_OF,
    user: userOf(userId),
    public_user_data: publicOf(userId),
    last_active_token: { object: 'token', jwt: await tokens.sign(userId) },
    ...timesNow(),
  })
  const client = async () => ({
    object: 'client',
    id: 'client_2abc',
    sessions: isSignedIn ? [await session()] : [],
    sign_in: isSigningIn ? signIn(false) : null,
    sign_up: null,
    last_active_session_id: isSignedIn ? SESSION : null,
    ...timesNow(),
  })
  const reply = async (request: Request): Promise<unknown> => {
    const path = new URL(request.url()).pathname.replace('/v1/', '')
    const form = new URLSearchParams(request.postData() ?? '')
    const isDeletion = new URL(request.url()).searchParams.get('_method') === 'DELETE'
    if (path === 'environment') return CLERK_ENVIRONMENT
    if (path.endsWith('/tokens')) return { object: 'token', jwt: await tokens.sign(userId) }
    if (path.endsWith('/touch')) return { response: await session(), client: await client() }
    if (path.startsWith('client/sign_ins')) {
      isSignedIn = form.has('password')
      isSigningIn = !isSignedIn
      return { response: signIn(isSignedIn), client: await client() }
    }
    if (isDeletion) isSignedIn = false
    return { response: await client(), client: null }
  }
  const become = (next: string): void => {
    userId = next
    isSignedIn = true
  }
  return { reply, become }
}

const answer = async (route: Route, body: unknown): Promise<void> => {
  const origin = (await route.request().headerValue('origin')) ?? '*'
  await route.fulfill({
    status: 200,
    contentType: 'application/json',
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': '*',
    },
    body: JSON.stringify(body),
  })
}

const timesNow = () => ({ created_at: Date.now(), updated_at: Date.now() })

const EMAIL = 'anna@example.com'

const userOf = (userId: string) => ({
  object: 'user',
  id: userId,
  first_name: 'Anna',
  last_name: 'Example',
  full_name: 'Anna Example',
  primary_email_address_id: 'idn_1',
  email_addresses: [
    {
      object: 'email_address',
      id: 'idn_1',
      email_address: EMAIL,
      verification: { status: 'verified', strategy: 'email_code' },
      linked_to: [],
    },
  ],
  phone_numbers: [],
  web3_wallets: [],
  external_accounts: [],
  enterprise_accounts: [],
  passkeys: [],
  organization_memberships: [],
  password_enabled: true,
  ...timesNow(),
})

const publicOf = (userId: string) => ({ user_id: userId, identifier: EMAIL, first_name: 'Anna' })

const SESSION_OF = {
  object: 'session',
  id: SESSION,
  status: 'active',
  expire_at: Date.now() + 7 * 24 * 3_600_000,
  abandon_at: Date.now() + 30 * 24 * 3_600_000,
  last_active_at: Date.now(),
  last_active_organization_id: null,
  actor: null,
  tasks: null,
  factor_verification_age: [0, -1],
}

const signIn = (isComplete: boolean) => ({
  object: 'sign_in',
  id: SIGN_IN,
  status: isComplete ? 'complete' : 'needs_first_factor',
  supported_identifiers: ['email_address'],
  supported_first_factors: [{ strategy: 'password' }],
  supported_second_factors: null,
  first_factor_verification: null,
  second_factor_verification: null,
  identifier: EMAIL,
  user_data: { first_name: 'Anna', has_image: false },
  created_session_id: isComplete ? SESSION : null,
})
