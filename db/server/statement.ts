/** Statements of fixed text: written once, prepared on each connection, and sent several in one packet. */

/** What a statement is given: as text, as a connection sends it. Lists become PostgreSQL's arrays. */
export type Value = string | number | boolean | null | readonly string[]

/** A row of an answer, each column as the text that PostgreSQL made of it. */
export type Row = readonly (string | null)[]
export type Cells = readonly Row[]

/** A boolean that is true, as PostgreSQL writes it. */
export const TRUE = 't'

/** A statement as it is sent: planned once a connection under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
  /** PostgreSQL's number of each value's type. */
  readonly types: readonly string[]
  readonly values: readonly (string | null)[]
}

/** The types that values have here, with PostgreSQL's numbers for them. */
const TYPES = {
  bool: '16',
  bigint: '20',
  int: '23',
  text: '25',
  json: '114',
  float8: '701',
  'text[]': '1009',
} as const
type Type = keyof typeof TYPES

/** A statement, and how its answer is read. */
export interface Question<T> extends Statement {
  readonly read: (cells: Cells) => T
}

interface Form<Slot extends string> {
  /** Two statements of one name have the same text. */
  readonly name: string
  /** Each value by its name, with its type. */
  readonly takes: Readonly<Record<Slot, Type>>
  /** The SQL; `at` has the place of each value. */
  readonly write: (at: Readonly<Record<Slot, string>>) => string
}

export type Values<Slot extends string> = Readonly<Record<Slot, Value>>

/** The text is only made when it is first asked for; a value may stand in it at several places. */
export const statement = <Slot extends string>(
  form: Form<Slot>,
): ((values: Values<Slot>) => Statement) => {
  const { name, takes } = form
  const slots = slotsOf(takes)
  const types = slots.map((slot) => TYPES[takes[slot]])
  let text: string | undefined
  return (values) => {
    text ??= form.write(placesOf(takes))
    return { name, text, types, values: slots.map((slot) => toText(values[slot])) }
  }
}

const slotsOf = <Slot extends string>(takes: Readonly<Record<Slot, Type>>): readonly Slot[] => {
  const slots: Slot[] = []
  for (const slot in takes) slots.push(slot)
  return slots
}

const placesOf = <Slot extends string>(
  takes: Readonly<Record<Slot, Type>>,
): Readonly<Record<Slot, string>> => {
  const places: Record<Slot, string> = { ...takes }
  for (const [index, slot] of slotsOf(takes).entries()) places[slot] = `$${index + 1}`
  return places
}

const toText = (value: Value): string | null => {
  if (value === null || typeof value === 'string') return value
  return typeof value === 'object' ? toArray(value) : String(value)
}

const toArray = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`

/** The one row of a statement that always answers one. */
export const onlyRow = (cells: Cells): Row => {
  const [row] = cells
  if (row === undefined) throw new Error('a statement of one row answered none')
  return row
}

/** The one JSON value of an answer. */
export const onlyJson = (cells: Cells): string => onlyRow(cells)[0] ?? 'null'
