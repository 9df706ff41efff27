/** What a deliberate breakage is: a law, a piece of source to be put in another's place, and the tests that notice. */

/** `find` stands exactly once in `file`. */
export interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** The tests that must go red: files that contain `filter` in their path, in them titles that match `title`. */
export interface Net {
  readonly project: 'unit' | 'services'
  readonly filter: string
  readonly title: string
  readonly env?: Readonly<Record<string, string>>
}

export interface Breakage {
  readonly name: string
  readonly law: string
  /** What is left out or done wrongly, as a person would say it. */
  readonly does: string
  readonly edits: readonly Edit[]
  readonly net: Net
}

export const MODES = ['net', 'disk', 'restore', 'mixed', 'race'] as const

/** Random histories of the whole system, as many as one run of all tests plays of this mode. */
export const histories = (mode: (typeof MODES)[number]): Net => ({
  project: 'services',
  filter: `tests/laws/${mode}.`,
  title: 'no law',
  env: { SHRINK: 'off' },
})

/** A history that was found once with this left out, made small and kept; a longer title is cut. */
export const found = (without: string): Net => services('tests/laws/found', without.slice(0, 35))

export const unit = (filter: string, title: string): Net => ({ project: 'unit', filter, title })

export const services = (filter: string, title: string): Net => ({
  project: 'services',
  filter,
  title,
})

/** A suite that runs on both databases, on the one that starts in no time. */
export const onPostgres = (filter: string, title: string): Net =>
  services(`tests/server/${filter}.pg.test.ts`, `on PostgreSQL.*${title}`)
