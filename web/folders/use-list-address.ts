/** Which list is on the screen, or beside what is. */

import { useEffect } from 'react'
import { useLocation } from 'wouter'
import type { FolderRecord } from '../../db/device/records.ts'
import { useLive } from '../session/use-home.ts'
import { folderOf, listAt, noteList } from './list-address.ts'

export const useListAddress = (): string => {
  const [path] = useLocation()
  useEffect(() => noteList(path), [path])
  return listAt(path)
}

/** The folder that the list shows: undefined until it is read, null where there is none or it was deleted. */
export const useListFolder = (): FolderRecord | null | undefined => {
  const folderId = folderOf(useListAddress())
  return useLive(
    async (database) => {
      const folder = folderId === null ? undefined : await database.folders.get(folderId)
      return folder === undefined || folder.isDeleted ? null : folder
    },
    [folderId],
  )
}
