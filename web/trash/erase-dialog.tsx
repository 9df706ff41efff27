/** Asks before something is erased that cannot be brought back. */

import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

interface EraseDialogProps {
  /** Its name in quotation marks, or how much there is. */
  readonly what: string
  /** What goes with it; all messages of a chat, where nothing is said. */
  readonly detail: string | undefined
  readonly onErase: () => void
  readonly onClose: () => void
}

export const EraseDialog = ({ what, detail, onErase, onClose }: EraseDialogProps) => (
  <Dialog
    title={<bdi>Erase {what}?</bdi>}
    onClose={onClose}
    actions={
      <>
        <Button data-first onClick={onClose}>
          Keep
        </Button>
        <Button look="danger" onClick={onErase}>
          Erase for good
        </Button>
      </>
    }
  >
    <p>
      {detail ?? 'All messages in it go.'} Here and on your other devices. This cannot be undone.
    </p>
  </Dialog>
)
