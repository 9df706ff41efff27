/** A dialog in which one folder is chosen, or none; a new one can be made on the way. */

import { FolderPlus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { FolderId } from '../../db/protocol/ids.ts'
import { MAX_NAME_LENGTH } from '../../db/protocol/limits.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { joinClasses } from '../ui/join-classes.ts'
import { nameOf } from './deed-words.ts'
import type { TreeLine } from './folder-tree.ts'
import { useFolderActs } from './use-folder-acts.ts'

interface ChooseFolderProps {
  readonly title: string
  /** What it means to choose none. */
  readonly none: string
  readonly lines: readonly Pick<TreeLine, 'folder' | 'level'>[]
  /** Where it is now. */
  readonly now: FolderId | null
  readonly isNewOffered: boolean
  readonly onChoose: (folderId: FolderId | null) => void
  readonly onClose: () => void
}

const NEW = 'new'

export const ChooseFolder = (props: ChooseFolderProps) => {
  const { title, none, lines, now, isNewOffered, onChoose, onClose } = props
  const [chosen, setChosen] = useState<FolderId | null | typeof NEW>(now)
  const [name, setName] = useState('')
  const { create } = useFolderActs()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (chosen !== NEW) return onChoose(chosen)
    if (name.trim() === '') return undefined
    const made = await create(name, null)
    return made === null ? undefined : onChoose(made)
  }
  const isReady = chosen === NEW ? name.trim() !== '' : chosen !== now
  return (
    <Dialog
      title={<bdi>{title}</bdi>}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="choose-folder" disabled={!isReady}>
            Move
          </Button>
        </>
      }
    >
      <form id="choose-folder" onSubmit={(event) => void submit(event)}>
        <fieldset className="-mx-3">
          <legend className="sr-only">Folder</legend>
          <Choice
            words={none}
            isChosen={chosen === null}
            isFirst={now === null}
            onChoose={() => setChosen(null)}
          />
          {lines.map(({ folder, level }) => (
            <Choice
              key={folder.id}
              words={nameOf(folder)}
              isInside={level === 2}
              isChosen={chosen === folder.id}
              isFirst={now === folder.id}
              onChoose={() => setChosen(folder.id)}
            />
          ))}
          {isNewOffered && (
            <Choice words="New folder" isChosen={chosen === NEW} onChoose={() => setChosen(NEW)} />
          )}
        </fieldset>
        {chosen === NEW && <NewName name={name} onChange={setName} />}
      </form>
    </Dialog>
  )
}

interface NewNameProps {
  readonly name: string
  readonly onChange: (name: string) => void
}

const NewName = ({ name, onChange }: NewNameProps) => (
  <label className="mt-1 flex items-center gap-3">
    <FolderPlus size={20} aria-hidden className="shrink-0 text-neutral" />
    <span className="sr-only">Name of the new folder</span>
    <input
      dir="auto"
      value={name}
      maxLength={MAX_NAME_LENGTH}
      placeholder="Name of the new folder"
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
      className="min-h-11 min-w-0 flex-1 rounded-xl border border-outline bg-page px-3"
    />
  </label>
)

interface ChoiceProps {
  readonly words: string
  readonly isInside?: boolean
  readonly isChosen: boolean
  /** Has the focus when the dialog comes: the arrows go on from there. */
  readonly isFirst?: boolean
  readonly onChoose: () => void
}

const Choice = ({ words, isInside = false, isChosen, isFirst = false, onChoose }: ChoiceProps) => (
  <label
    className={joinClasses(
      'flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 hover:bg-chip has-focus-visible:bg-chip',
      isInside && 'ms-6',
    )}
  >
    <input
      type="radio"
      name="folder"
      checked={isChosen}
      onChange={onChoose}
      {...(isFirst ? { 'data-first': true } : {})}
      className="size-4.5 shrink-0 accent-info"
    />
    <span dir="auto" className="min-w-0 flex-1 text-as-around wrap-anywhere">
      {words}
    </span>
  </label>
)
