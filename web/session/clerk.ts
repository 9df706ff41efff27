/** Clerk, loaded from our own origin for as long as signing in takes: the only file that knows what it looks like. */

import { CLERK_APPEARANCE } from './clerk-appearance.ts'

declare global {
  interface ImportMetaEnv {
    readonly CLERK_JS_FOLDER: string
  }
}

export interface ClerkSession {
  readonly userId: string
  /** What to call the person. */
  readonly displayName: string | undefined
  readonly getToken: () => Promise<string>
}

export interface Clerk {
  /** null: nobody is signed in with Clerk, or something is still asked of them. */
  readonly session: () => ClerkSession | null
  readonly signOut: () => Promise<void>
  /** Draws the form into the element; resolves when it stands there. */
  readonly showForm: (element: HTMLElement) => Promise<void>
  /** Resolves when somebody is signed in, however long they take. */
  readonly signedIn: () => Promise<ClerkSession>
}

/** Without a network Clerk's promises may never settle. */
const LOAD_LIMIT_MS = 15_000
const CALL_LIMIT_MS = 10_000

const SCRIPT = `${import.meta.env.CLERK_JS_FOLDER}/clerk.browser.js`
const HERE = '/sign-in'

/** Rejects when Clerk could not be had: its script, its server, or either in time. */
export const loadClerk = async (publishableKey: string): Promise<Clerk> => {
  await within(LOAD_LIMIT_MS, loadScript(publishableKey))
  const clerk: unknown = Reflect.get(window, 'Clerk')
  const options = {
    signInUrl: HERE,
    signUpUrl: HERE,
    signInFallbackRedirectUrl: HERE,
    signUpFallbackRedirectUrl: HERE,
    telemetry: false,
    appearance: CLERK_APPEARANCE,
    // Else it takes a network that is away for somebody who is signed out.
    experimental: { rethrowOfflineNetworkErrors: true },
    ...navigation(() => clerk),
  }
  await within(LOAD_LIMIT_MS, call(clerk, 'load', options))
  const session = () => sessionIn(clerk)
  return {
    session,
    signOut: async () => {
      // Given something to do afterwards, it does not go to another page.
      await within(
        CALL_LIMIT_MS,
        call(clerk, 'signOut', () => undefined),
      )
    },
    showForm: async (element) => {
      call(clerk, 'mountSignIn', element, { routing: 'hash', withSignUp: true })
      await within(LOAD_LIMIT_MS, isFilled(element))
    },
    signedIn: () =>
      new Promise((resolve) => {
        const look = () => {
          const found = session()
          if (found !== null) resolve(found)
        }
        call(clerk, 'addListener', look)
        look()
      }),
  }
}

const loadScript = (publishableKey: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = SCRIPT
    script.dataset['clerkPublishableKey'] = publishableKey
    script.addEventListener('load', () => resolve())
    script.addEventListener('error', () => reject(new Error('the script of Clerk did not load')))
    document.head.append(script)
  })

/** Its steps have addresses behind #. With somebody signed in, this document ends in our own way. */
const navigation = (clerk: () => unknown) => {
  const go = (to: unknown): void => {
    // Undefined: it is just becoming somebody.
    if (typeof to === 'string' && read(clerk(), 'session') === null) location.assign(to)
  }
  return { routerPush: go, routerReplace: go }
}

const sessionIn = (clerk: unknown): ClerkSession | null => {
  const session = read(clerk, 'session')
  const user = read(session, 'user')
  const userId = read(user, 'id')
  if (read(session, 'status') !== 'active' || typeof userId !== 'string') return null
  return {
    userId,
    displayName:
      textIn(read(user, 'primaryEmailAddress'), 'emailAddress') ?? textIn(user, 'fullName'),
    getToken: async () => {
      const token = await within(CALL_LIMIT_MS, call(session, 'getToken'))
      if (typeof token !== 'string') throw new TypeError('Clerk gave no token')
      return token
    },
  }
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' || typeof value === 'function') && value !== null

const read = (of: unknown, name: string): unknown =>
  isObject(of) ? Reflect.get(of, name) : undefined

const textIn = (of: unknown, name: string): string | undefined => {
  const value = read(of, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const call = (of: unknown, name: string, ...given: readonly unknown[]): unknown => {
  const method = read(of, name)
  if (typeof method !== 'function') throw new TypeError(`Clerk has no ${name}`)
  return Reflect.apply(method, of, given)
}

const isFilled = (element: HTMLElement): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (element.querySelector('input, button') === null) return
      watcher.disconnect()
      resolve()
    }
    const watcher = new MutationObserver(look)
    watcher.observe(element, { childList: true, subtree: true })
    look()
  })

const within = (ms: number, work: unknown): Promise<unknown> =>
  Promise.race([
    work,
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`Clerk took longer than ${ms} ms`)), ms)
    }),
  ])
