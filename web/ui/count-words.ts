/** Numbers, amounts and sizes in words. */

const plain = new Intl.NumberFormat('en')
const plural = new Intl.PluralRules('en')

export const numberWords = (count: number): string => plain.format(count)

/** "1 change", "2,310 changes". */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${plain.format(count)} ${plural.select(count) === 'one' ? one : many}`

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** "812 B", "4.1 MB". */
export const sizeWords = (bytes: number): string => {
  const power = Math.min(
    UNITS.length - 1,
    bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)),
  )
  const amount = bytes / 1024 ** power
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[power] ?? 'B'}`
}
