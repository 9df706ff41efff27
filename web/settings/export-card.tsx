/** The way out for what somebody wrote. */

import { Download, Trash2 } from 'lucide-react'
import { countModes } from '../../db/device/count-modes.ts'
import { notExportedWords } from '../modes/mode-words.ts'
import { exportChats } from '../session/export-chats.ts'
import { useCalmLive, useHome } from '../session/use-home.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'

export const ExportCard = () => {
  const { database } = useHome()
  const cloud = useCalmLive(countModes, [])?.cloud ?? 0
  return (
    <Card id="data" title="Your chats">
      <p className="text-body text-neutral">
        One file with every chat in your list, made on this device, with or without a network.
      </p>
      {cloud > 0 && <p className="mt-2 text-small text-neutral">{notExportedWords(cloud)}</p>}
      <div className="mt-4 flex flex-wrap gap-2">
        <Button onClick={() => void exportChats(database)}>
          <Download size={17} aria-hidden /> Export as JSON file
        </Button>
        <ButtonLink href="/trash">
          <Trash2 size={17} aria-hidden /> Deleted chats
        </ButtonLink>
      </div>
    </Card>
  )
}
