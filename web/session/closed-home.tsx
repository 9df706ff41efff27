/** What is said when the database cannot be opened. */

import { Button } from '../ui/button.tsx'

const WORDS = {
  blocked: {
    title: 'Close the other tabs of this app',
    text: 'An older version is open in another tab. When it is closed, this one starts by itself.',
  },
  'no-storage': {
    title: 'This browser does not let the app keep anything',
    text: 'Chats are kept in the browser’s storage. It may be full, or closed in a private window.',
  },
} as const

export const ClosedHome = ({ why }: { readonly why: keyof typeof WORDS }) => (
  <main className="flex h-dvh flex-col items-center justify-center gap-4 px-8 text-center">
    <h1 className="text-xl font-semibold text-balance">{WORDS[why].title}</h1>
    <p className="max-w-md text-neutral">{WORDS[why].text}</p>
    <Button look="primary" onClick={() => location.reload()}>
      Try again
    </Button>
  </main>
)
