/** What another app shares, as one text; pure. */

export interface Share {
  readonly title: string
  readonly text: string
  readonly url: string
  /** The contents of text files. */
  readonly files: readonly string[]
}

/** Title, text, address and files below each other; apps often say the same thing in two fields. */
export const sharedText = ({ title, text, url, files }: Share): string => {
  const parts: string[] = []
  for (const part of [title, text, url, ...files].map((one) => one.trim())) {
    if (part === '' || parts.some((earlier) => earlier.includes(part))) continue
    const repeated = parts.findIndex((earlier) => part.includes(earlier))
    if (repeated >= 0) parts[repeated] = part
    else parts.push(part)
  }
  return parts.join('\n\n')
}
