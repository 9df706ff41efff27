/** Takes a sign-in code, or the whole link that carries one. */

import { useState, type FormEvent } from 'react'
import { Button } from '../ui/button.tsx'
import { codeIn } from './sign-in-code.ts'

interface CodeFormProps {
  readonly onCode: (code: string) => void
}

export const CodeForm = ({ onCode }: CodeFormProps) => {
  const [text, setText] = useState('')
  const code = codeIn(text)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code !== '') onCode(code)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 rounded-2xl bg-chip p-5">
      <ol className="list-decimal space-y-1.5 ps-5 text-body leading-relaxed">
        <li>
          On another device of yours: Sync centre, then Add a device. Or look at the terminal in
          which the server was started.
        </li>
        <li>Open the link it shows here, or paste link or code below. Each works once.</li>
      </ol>
      <label className="block text-caption text-neutral">
        Link or code
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          className="mt-1 min-h-11 w-full rounded-xl border border-outline bg-page px-3.5 text-base text-text"
        />
      </label>
      <Button type="submit" look="primary" disabled={code === ''}>
        Sign in
      </Button>
    </form>
  )
}
