/** What a folder or the archive says while nothing is in it, or where the folder is gone. */

import { Archive, FolderOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { ButtonLink } from '../ui/button.tsx'
import { ALL, ARCHIVE } from './list-address.ts'
import { useListFolder } from './use-list-address.ts'

export const EmptyPlace = ({ address }: { readonly address: string }) => {
  const folder = useListFolder()
  if (address === ARCHIVE)
    return (
      <Empty Icon={Archive} title="Nothing archived">
        Chats that you archive leave the list and stay here, found by search as ever.
      </Empty>
    )
  if (folder === undefined) return null
  if (folder === null)
    return (
      <Empty Icon={FolderOpen} title="This folder is not here" way={<ToAll />}>
        It was deleted, or is still on its way to this device. Its chats are among all chats.
      </Empty>
    )
  return (
    <Empty Icon={FolderOpen} title="Nothing in this folder yet" way={<ToNew />}>
      Begin a chat here, or move chats in by their menu.
    </Empty>
  )
}

const ToAll = () => <ButtonLink href={ALL}>Show all chats</ButtonLink>
const ToNew = () => <ButtonLink href="/new">New chat here</ButtonLink>

interface EmptyProps {
  readonly Icon: typeof Archive
  readonly title: string
  readonly children: string
  readonly way?: ReactNode
}

const Empty = ({ Icon, title, children, way }: EmptyProps) => (
  <div className="flex flex-col items-center gap-2 px-8 py-16 text-center">
    <Icon size={28} strokeWidth={1.6} aria-hidden className="mb-1 text-outline" />
    <p className="font-medium">{title}</p>
    <p className="max-w-64 text-small text-balance text-neutral">{children}</p>
    {way !== undefined && <div className="mt-2">{way}</div>}
  </div>
)
