/** Buttons that end what only a person can end: a device without room, an app that is too old. */

import { flushDrafts } from '../chats/draft-flush.ts'
import { takeNewest } from '../install/take-newest.ts'
import { useHome } from '../session/use-home.ts'
import { Button, ButtonLink } from '../ui/button.tsx'

/** The export needs no room here, and keeps what was written whatever becomes of this device. */
export const FreeUpSpace = ({ hasExport = false }: { readonly hasExport?: boolean }) => {
  const { database } = useHome()
  const save = async () => (await import('../session/export-chats.ts')).exportChats(database)
  return (
    <div className="flex flex-wrap gap-2 *:flex-1">
      <ButtonLink href="/sync#storage" look="primary">
        Free up space
      </ButtonLink>
      {hasExport && <Button onClick={() => void save()}>Export</Button>}
    </div>
  )
}

/** The newest version that the browser can get; what is being typed is stored before. */
export const Reload = () => (
  <Button look="primary" onClick={() => void flushDrafts().then(takeNewest)}>
    Reload
  </Button>
)
