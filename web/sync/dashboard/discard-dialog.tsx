/** Asks before unsent changes are deleted: how many go, and that nobody else has them. */

import { useEffect, useState } from 'react'
import type { ChangeId } from '../../../db/protocol/ids.ts'
import { useHome } from '../../session/use-home.ts'
import { announce } from '../../ui/announce.ts'
import { Button } from '../../ui/button.tsx'
import { countWords } from '../../ui/count-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { countWithDependents, discardChanges } from '../outbox-acts.ts'
import { discardWords } from '../outbox-words.ts'

interface DiscardDialogProps {
  readonly changeIds: readonly ChangeId[]
  readonly onClose: () => void
}

export const DiscardDialog = ({ changeIds, onClose }: DiscardDialogProps) => {
  const home = useHome()
  const [count, setCount] = useState<number | null>(null)
  useEffect(() => {
    void countWithDependents(home, changeIds).then(setCount)
  }, [home, changeIds])
  const discard = async () => {
    onClose()
    const gone = await discardChanges(home, changeIds)
    announce(`Discarded ${countWords(gone, 'change')}`)
  }
  const words = discardWords(changeIds.length, count ?? changeIds.length)
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button look="danger" disabled={count === null} onClick={() => void discard()}>
            {words.act}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
    </Dialog>
  )
}
