/** The composer that starts a chat: usable at once, with no account and no network. */

import { useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { newId } from '../../db/device/new-id.ts'
import { idOf } from '../../db/protocol/make-id.ts'
import { answerSent } from '../assistant/answer-sent.ts'
import { useListFolder } from '../folders/use-list-address.ts'
import { useHome } from '../session/use-home.ts'
import { NOT_SAVED_WORDS } from '../sync/storage-words.ts'
import { useStorageTrouble } from '../sync/use-storage-trouble.ts'
import { Composer } from './composer.tsx'
import { Starters } from './starters.tsx'
import { useDraft } from './use-draft.ts'
import { useWrite } from './use-write.ts'
import { NEW_DRAFT_ID, startChat } from './write-acts.ts'

interface NewChatComposerProps {
  readonly takesFocus?: boolean
  readonly hint?: string | undefined
  /** Where ways to begin are offered; nowhere where the list needs the room. */
  readonly starters?: 'above' | 'below'
}

const STARTERS_AT = 'mx-auto w-full max-w-3xl justify-center pb-1'

export const NewChatComposer = ({ takesFocus = false, hint, starters }: NewChatComposerProps) => {
  const { text, setText, clear, giveBack } = useDraft(NEW_DRAFT_ID, null)
  const trouble = useStorageTrouble()
  const home = useHome()
  const write = useWrite()
  const [, navigate] = useLocation()
  const folder = useListFolder() ?? null
  const given = new URLSearchParams(useSearch()).get('text')
  useEffect(() => {
    if (given === null) return
    setText(given)
    // Taken once: a reload must not bring it back over what was typed since.
    navigate('/new', { replace: true })
  }, [given, navigate, setText])
  const send = async (content: string) => {
    const chatId = idOf(newId())
    const messageId = idOf(newId())
    const letGo = clear()
    if (
      await write(startChat({ chatId, messageId, content, now: Date.now(), folderId: folder?.id }))
    ) {
      letGo()
      void answerSent(home, { chatId, parentId: messageId })
      navigate(`/c/${chatId}`)
    } else giveBack(content)
  }
  const begin = (words: string) => {
    setText(words)
    // What it fills is on the screen by then.
    requestAnimationFrame(() => document.getElementById('composer')?.focus())
  }
  const offer = <Starters onChoose={begin} isHidden={text !== ''} className={STARTERS_AT} />
  return (
    <>
      {starters === 'above' && offer}
      <Composer
        text={text}
        onText={setText}
        onSend={(content) => void send(content)}
        placeholder={folder === null ? 'Start a new chat…' : `Start a new chat in ${folder.name}…`}
        takesFocus={takesFocus}
        hint={hint}
        problem={trouble === null ? undefined : NOT_SAVED_WORDS[trouble]}
      />
      {starters === 'below' && offer}
    </>
  )
}
