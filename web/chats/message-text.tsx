/** A message's text, drawn as Markdown; a very long one is cut until asked for. */

import { useState } from 'react'
import { utf8Length } from '../../db/protocol/text.ts'
import { Markdown } from '../markdown/markdown.tsx'
import { sizeWords } from '../ui/count-words.ts'

/** Some three thousand words: a reply is read in one go, a pasted log is not. */
const SHOWN = 20_000

export const MessageText = ({ text }: { readonly text: string }) => {
  const [isWhole, setIsWhole] = useState(false)
  const isCut = !isWhole && text.length > SHOWN
  return (
    <>
      <Markdown text={isCut ? `${text.slice(0, SHOWN)}…` : text} />
      {isCut && (
        <button
          type="button"
          data-rest
          onClick={() => setIsWhole(true)}
          className="mt-1 min-h-11 rounded-full font-medium text-info underline underline-offset-4"
        >
          Show all ({sizeWords(utf8Length(text))})
        </button>
      )}
    </>
  )
}
