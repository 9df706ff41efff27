/** Collects what highlight.js finds as plain runs of text: no HTML is ever made. */

import type { Emitter } from 'highlight.js'
import { colourOf, type Colour, type Run } from './colours.ts'

export class RunEmitter implements Emitter {
  readonly runs: Run[] = []
  readonly #colours: (Colour | undefined)[] = []

  /** A scope without a colour of its own keeps the one around it; code within a string is none of it. */
  startScope(name: string): void {
    this.#colours.push(name === 'subst' ? undefined : (colourOf(name) ?? this.#colours.at(-1)))
  }
  endScope(): void {
    this.#colours.pop()
  }
  /** What version 11 calls where its types promise the two above. */
  openNode(name: string): void {
    this.startScope(name)
  }
  closeNode(): void {
    this.endScope()
  }
  addText(text: string): void {
    this.#add({ colour: this.#colours.at(-1), text })
  }
  /** One language in another: the script of a page. */
  __addSublanguage(emitter: Emitter): void {
    if (emitter instanceof RunEmitter) for (const run of emitter.runs) this.#add(run)
  }
  finalize(): void {
    this.#colours.length = 0
  }
  toHTML(): string {
    return ''
  }

  #add({ colour, text }: Run): void {
    const last = this.runs.at(-1)
    if (text === '') return
    if (last !== undefined && last.colour === colour)
      this.runs[this.runs.length - 1] = { colour, text: last.text + text }
    else this.runs.push({ colour, text })
  }
}
