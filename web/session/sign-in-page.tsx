/** The document that signs somebody in: with the code of a link, or with Clerk where the server is set up for it. */

import { ArrowLeft } from 'lucide-react'
import { Suspense, lazy, useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { Button, ICON_SHAPE } from '../ui/button.tsx'
import { CodeForm } from './code-form.tsx'
import { OWNER } from './exchange.ts'
import { readConfig } from './read-config.ts'
import { useSignIn, type Enter } from './use-sign-in.ts'

const ClerkPanel = lazy(async () => ({ default: (await import('./clerk-panel.tsx')).ClerkPanel }))

type Way =
  | { readonly kind: 'asking' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'local' }
  | { readonly kind: 'clerk'; readonly publishableKey: string }

/** A code works once, so it is taken out of the address before it is tried. */
const takeCode = (): string | null => {
  const code = new URLSearchParams(location.hash.slice(1)).get('code')
  if (code !== null) history.replaceState(history.state, '', location.pathname)
  return code
}

const askWay = async (): Promise<Way> => {
  const answer = await readConfig()
  if (answer.kind !== 'ok') return { kind: 'unreachable' }
  const { auth, clerkPublishableKey } = answer.value
  return auth === 'clerk' && clerkPublishableKey !== undefined
    ? { kind: 'clerk', publishableKey: clerkPublishableKey }
    : { kind: 'local' }
}

export const SignInPage = () => {
  const [way, setWay] = useState<Way>({ kind: 'asking' })
  const { problem, isBusy, enter } = useSignIn()
  const hasLooked = useRef(false)
  const ask = useCallback(async () => {
    setWay({ kind: 'asking' })
    setWay(await askWay())
  }, [])
  useEffect(() => {
    if (hasLooked.current) return
    hasLooked.current = true
    void ask()
  }, [ask])
  useEffect(() => {
    const look = () => {
      const code = takeCode()
      if (code !== null) void enter(ofCode(code))
    }
    look()
    // A link that is opened while this document stands only changes what is behind its #.
    window.addEventListener('hashchange', look)
    return () => window.removeEventListener('hashchange', look)
  }, [enter])
  return (
    <Frame>
      {isBusy && <output className="text-center font-medium">Signing in…</output>}
      {problem !== null && (
        <p role="alert" className="rounded-2xl bg-chip p-4 text-danger">
          {problem}
        </p>
      )}
      {way.kind === 'unreachable' && <Unreachable onRetry={() => void ask()} />}
      {way.kind === 'local' && !isBusy && <CodeForm onCode={(code) => void enter(ofCode(code))} />}
      {way.kind === 'clerk' && (
        <Suspense>
          <ClerkPanel publishableKey={way.publishableKey} onToken={enter} />
        </Suspense>
      )}
    </Frame>
  )
}

const ofCode = (code: string): Parameters<Enter>[0] => ({
  authorization: `Pair ${code}`,
  userId: OWNER,
})

/** Nothing of the app stands around it: the way back is a link like any other. */
const Frame = ({ children }: { readonly children: ReactNode }) => (
  <main className="mx-auto flex min-h-dvh max-w-md flex-col gap-5 px-5 pt-[max(8px,var(--sat))] pb-[max(24px,var(--sab))] md:pt-16">
    <a href="/" aria-label="Back to chats" className={`${ICON_SHAPE} -ms-2.5 self-start`}>
      <ArrowLeft size={22} aria-hidden className="rtl:-scale-x-100" />
    </a>
    <div className="flex flex-col items-center gap-3 text-center">
      <img src="/icons/icon.svg" alt="" width="56" height="56" />
      <h1 className="text-xl font-semibold">Sign in</h1>
      <p className="text-body leading-relaxed text-balance text-neutral">
        Signing in keeps your chats in step on all your devices. What you wrote here stays, and you
        choose whether it comes along.
      </p>
    </div>
    {children}
  </main>
)

const Unreachable = ({ onRetry }: { readonly onRetry: () => void }) => (
  <div className="flex flex-col items-start gap-4 rounded-2xl bg-chip p-5">
    <p>
      The server cannot be reached now. Everything else works: write on, and sign in when you are
      back online.
    </p>
    <Button look="primary" onClick={onRetry}>
      Try again
    </Button>
  </div>
)
