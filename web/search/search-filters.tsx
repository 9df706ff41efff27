/** How a search is narrowed: by who wrote, since when, and what is in it. */

import { useId } from 'react'
import { listFolders } from '../../db/device/folders.ts'
import { nameOf } from '../folders/deed-words.ts'
import { linesOf, treeOf } from '../folders/folder-tree.ts'
import { useLive } from '../session/use-home.ts'
import { joinClasses } from '../ui/join-classes.ts'
import { SINCE, type SearchAddress, type Since } from './search-address.ts'

interface SearchFiltersProps {
  readonly address: SearchAddress
  readonly onChange: (change: Partial<SearchAddress>) => void
}

const WHO = { any: 'Anyone', user: 'You', assistant: 'Assistant' } as const
const WHEN: Readonly<Record<Since, string>> = {
  week: 'Past week',
  month: 'Past month',
  year: 'Past year',
}

const roleOf = (value: string): SearchAddress['role'] =>
  value === 'user' || value === 'assistant' ? value : null

export const SearchFilters = ({ address, onChange }: SearchFiltersProps) => (
  <fieldset className="flex flex-wrap gap-2">
    <legend className="sr-only">Narrow the search</legend>
    <Select
      label="Written by"
      value={address.role ?? 'any'}
      options={Object.entries(WHO)}
      isSet={address.role !== null}
      onChange={(value) => onChange({ role: roleOf(value) })}
    />
    <Select
      label="Since"
      value={address.since ?? 'any'}
      options={[['any', 'Any time'], ...Object.entries(WHEN)]}
      isSet={address.since !== null}
      onChange={(value) => onChange({ since: SINCE.find((one) => one === value) ?? null })}
    />
    <FolderSelect address={address} onChange={onChange} />
    <Switch
      label="With code"
      isSet={address.hasCode}
      onChange={(hasCode) => onChange({ hasCode })}
    />
    <Switch
      label="With attachment"
      isSet={address.hasFile}
      onChange={(hasFile) => onChange({ hasFile })}
    />
  </fieldset>
)

/** Where there are folders to choose from. */
const FolderSelect = ({ address: { folderId }, onChange }: SearchFiltersProps) => {
  const folders = useLive(listFolders, [])
  const lines = linesOf(treeOf(folders ?? []))
  if (lines.length === 0) return null
  const indent = { 1: '', 2: '– ' }
  return (
    <Select
      label="Folder"
      value={folderId ?? 'any'}
      options={[
        ['any', 'All folders'],
        ...lines.map(({ folder, level }) => [folder.id, indent[level] + nameOf(folder)] as const),
      ]}
      isSet={folderId !== null}
      onChange={(value) =>
        onChange({ folderId: lines.find(({ folder }) => folder.id === value)?.folder.id ?? null })
      }
    />
  )
}

const CHIP =
  'inline-flex min-h-11 items-center gap-2 rounded-full border border-line bg-page px-4 text-small text-text'
const CHOSEN = 'border-info bg-bubble font-medium'

interface SwitchProps {
  readonly label: string
  readonly isSet: boolean
  readonly onChange: (isSet: boolean) => void
}

const Switch = ({ label, isSet, onChange }: SwitchProps) => (
  <label className={joinClasses(CHIP, 'relative cursor-pointer', isSet && CHOSEN)}>
    <input
      type="checkbox"
      checked={isSet}
      onChange={() => onChange(!isSet)}
      className="size-4 accent-info"
    />
    {label}
  </label>
)

interface SelectProps {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly isSet: boolean
  readonly onChange: (value: string) => void
}

const Select = ({ label, value, options, isSet, onChange }: SelectProps) => {
  const id = useId()
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={joinClasses(CHIP, 'max-w-full', isSet && CHOSEN)}
      >
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </>
  )
}
