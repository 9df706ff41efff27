/** The languages whose code gets colours, by the names that people write behind a fence. */

/** Each group is one file to load. */
export type Group = 'page' | 'script' | 'compiled'

export interface Language {
  /** What highlight.js calls it. */
  readonly id: string
  readonly label: string
  readonly group: Group
}

/** id, label, group, and other names. */
const LIST: readonly (readonly [string, string, Group, string?])[] = [
  ['typescript', 'TypeScript', 'page', 'ts mts cts'],
  ['javascript', 'JavaScript', 'page', 'js mjs cjs node'],
  ['xml', 'HTML', 'page', 'html xhtml vue'],
  ['css', 'CSS', 'page'],
  ['json', 'JSON', 'page', 'json5 jsonc'],
  ['markdown', 'Markdown', 'page', 'md'],
  ['python', 'Python', 'script', 'py python3'],
  ['bash', 'Shell', 'script', 'sh shell zsh console'],
  ['ruby', 'Ruby', 'script', 'rb'],
  ['php', 'PHP', 'script'],
  ['sql', 'SQL', 'script', 'postgres postgresql mysql sqlite'],
  ['yaml', 'YAML', 'script', 'yml'],
  ['ini', 'INI', 'script', 'cfg conf properties'],
  ['dockerfile', 'Dockerfile', 'script', 'docker'],
  ['diff', 'Diff', 'script', 'patch'],
  ['java', 'Java', 'compiled'],
  ['c', 'C', 'compiled', 'h'],
  ['cpp', 'C++', 'compiled', 'c++ cc cxx hpp'],
  ['csharp', 'C#', 'compiled', 'cs c#'],
  ['go', 'Go', 'compiled', 'golang'],
  ['rust', 'Rust', 'compiled', 'rs'],
  ['kotlin', 'Kotlin', 'compiled', 'kt kts'],
  ['swift', 'Swift', 'compiled'],
]

/** Read as another language, and called by their own names. */
const KIN: readonly (readonly [string, Language])[] = [
  ['tsx', { id: 'typescript', label: 'TSX', group: 'page' }],
  ['jsx', { id: 'javascript', label: 'JSX', group: 'page' }],
  ['svg', { id: 'xml', label: 'SVG', group: 'page' }],
  ['toml', { id: 'ini', label: 'TOML', group: 'script' }],
]

const BY_NAME: ReadonlyMap<string, Language> = new Map<string, Language>([
  ...LIST.flatMap(([id, label, group, others]) =>
    [id, ...(others?.split(' ') ?? [])].map((name): [string, Language] => [
      name,
      { id, label, group },
    ]),
  ),
  ...KIN,
  ['xml', { id: 'xml', label: 'XML', group: 'page' }],
])

/** Undefined for a language without colours. */
export const languageOf = (name: string): Language | undefined => BY_NAME.get(name.toLowerCase())
