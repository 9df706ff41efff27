/** What saying a sync state takes: a colour, a word for the pill, and a sentence. */

export type Tone = 'neutral' | 'info' | 'ok' | 'warn' | 'danger'

/** `spoken` is the sentence without what changes by the second; `countdown` what of that the pill shows. */
export interface PillWords {
  readonly text: string
  readonly sentence: string
  readonly spoken: string
  readonly countdown: string | null
  readonly tone: Tone
}

/** The same sentence for eyes and ears, and nothing that runs down. */
export const words = (tone: Tone, text: string, sentence: string): PillWords => ({
  tone,
  text,
  sentence,
  spoken: sentence,
  countdown: null,
})
