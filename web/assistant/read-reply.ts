/** Reads the parts of a reply as they come over the network, until one is the last. */

import { replyPartSchema, type ReplyPart } from '../../db/protocol/assistant.ts'
import { fault } from '../../db/protocol/fault.ts'
import { parseJson, parseWith } from '../../db/protocol/parse.ts'
import type { AskEnd, Question } from './ask-end.ts'

const LOST: AskEnd = { kind: 'lost' }

const isOurs = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true

/** Stops reading at the first part that is the last, or that is not of the agreed form. */
export const readReply = async (
  response: Response,
  question: Question,
  hear: () => void,
): Promise<AskEnd> => {
  const reader = isOurs(response) ? response.body?.getReader() : undefined
  if (reader === undefined) return LOST
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return LOST
    hear()
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const end = line.startsWith('data: ') ? takePart(line.slice(6), question) : null
      if (end === null) continue
      await reader.cancel()
      return end
    }
  }
}

const takePart = (data: string, { onModel, onText }: Question): AskEnd | null => {
  const json = parseJson(data)
  const parsed = json.kind === 'ok' ? parseWith<ReplyPart>(replyPartSchema, json.value) : json
  if (parsed.kind === 'broken') return LOST
  const part = parsed.value
  switch (part.kind) {
    case 'start':
      onModel(part.model)
      return null
    case 'text':
      onText(part.text)
      return null
    case 'end':
      return { kind: part.reason === 'stop' ? 'whole' : 'cut' }
    case 'fault':
      return { kind: 'fault', fault: fault(part.fault.code, { message: part.fault.message }) }
  }
}
