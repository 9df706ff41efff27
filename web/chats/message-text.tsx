/** A message's text as it was written, each paragraph in its own direction; a very long one is cut until asked for. */

import { useState } from 'react'
import { utf8Length } from '../../db/protocol/text.ts'
import { sizeWords } from '../ui/count-words.ts'

const SHOWN = 6000

export const MessageText = ({ text }: { readonly text: string }) => {
  const [isWhole, setIsWhole] = useState(false)
  const isCut = !isWhole && text.length > SHOWN
  return (
    <>
      <p
        dir="auto"
        className="text-start wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]"
      >
        {isCut ? `${text.slice(0, SHOWN)}…` : text}
      </p>
      {isCut && (
        <button
          type="button"
          onClick={() => setIsWhole(true)}
          className="mt-1 min-h-11 rounded-full font-medium text-info underline underline-offset-4"
        >
          Show all ({sizeWords(utf8Length(text))})
        </button>
      )}
    </>
  )
}
