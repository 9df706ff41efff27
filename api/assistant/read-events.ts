/** The data of server-sent events, from bytes as they come. */

/** Longer than any event that carries a piece of text; nobody's server may fill our memory with one line. */
const MAX_LINE_LENGTH = 1024 * 1024
const LINE_END = /\r\n|\n|\r(?!$)/

/**
 * The value of each `data` line; comments and the other fields are passed over. Ends early where a
 * line never ends: what comes of it looks like an answer that was cut off, which it is.
 */
export async function* readEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(LINE_END)
    rest = lines.pop() ?? ''
    yield* lines.flatMap(dataOf)
    if (rest.length > MAX_LINE_LENGTH) return
  }
  yield* dataOf(rest.trimEnd())
}

const dataOf = (line: string): readonly string[] => {
  if (!line.startsWith('data:')) return []
  return [line.slice(line.startsWith('data: ') ? 6 : 5)]
}
