/** The one place where a bug in the screen ends up: says so, keeps the chats, offers a reload. */

import { Component, type ReactNode } from 'react'
import { Button } from './button.tsx'

interface MishapState {
  readonly words: string | null
}

/** A class because React catches only in classes. */
export class Mishap extends Component<{ readonly children: ReactNode }, MishapState> {
  override state: MishapState = { words: null }

  static getDerivedStateFromError(error: unknown): MishapState {
    return { words: error instanceof Error ? error.message : 'unknown' }
  }

  override render(): ReactNode {
    if (this.state.words === null) return this.props.children
    return (
      <main className="flex h-dvh flex-col items-center justify-center gap-4 px-8 text-center">
        <h1 className="text-xl font-semibold">Something went wrong on this screen</h1>
        <p className="max-w-md text-neutral">
          Your chats are safe on this device. Reloading also brings a newer version of the app, if
          there is one.
        </p>
        <Button look="primary" onClick={() => location.reload()}>
          Reload
        </Button>
        <details className="max-w-full text-caption text-neutral">
          <summary className="flex min-h-11 items-center justify-center">Details</summary>
          <p className="wrap-anywhere">{this.state.words}</p>
        </details>
      </main>
    )
  }
}
