/** What is said when the database cannot be opened. */

import { takeNewest } from '../install/take-newest.ts'
import { Button } from '../ui/button.tsx'
import type { WhyClosed } from './home.ts'

const WORDS = {
  blocked: {
    title: 'Close the other tabs of this app',
    text: 'An older version is open in another tab. When it is closed, this one starts by itself.',
  },
  newer: {
    title: 'Update needed',
    text: 'A newer version of this app has been used in this browser. Update to go on; your chats, and what is not sent yet, are safe.',
  },
  'no-storage': {
    title: 'This browser does not let the app keep anything',
    text: 'Chats are kept in the browser’s storage. It may be full, or closed in a private window.',
  },
} as const

export const ClosedHome = ({ why }: { readonly why: WhyClosed }) => (
  <main className="flex h-dvh flex-col items-center justify-center gap-4 px-8 text-center">
    <h1 className="text-xl font-semibold text-balance">{WORDS[why].title}</h1>
    <p className="max-w-md text-neutral">{WORDS[why].text}</p>
    {why === 'newer' ? (
      <Button look="primary" onClick={() => void takeNewest()}>
        Update
      </Button>
    ) : (
      <Button look="primary" onClick={() => location.reload()}>
        Try again
      </Button>
    )}
  </main>
)
