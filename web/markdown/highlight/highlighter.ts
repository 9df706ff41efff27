/** highlight.js, with grammars put in as they come. */

import type { LanguageFn } from 'highlight.js'
import core from 'highlight.js/lib/core'
import type { Run } from './colours.ts'
import type { Group, Language } from './languages.ts'
import { RunEmitter } from './run-emitter.ts'

type Grammars = Readonly<Record<string, LanguageFn>>

const LOADERS: Readonly<Record<Group, () => Promise<{ readonly grammars: Grammars }>>> = {
  page: () => import('./page-languages.ts'),
  script: () => import('./script-languages.ts'),
  compiled: () => import('./compiled-languages.ts'),
}

const highlighter = core.newInstance()
highlighter.configure({ __emitter: RunEmitter })

/** The code in its colours; loads the language's file at its first use. */
export const highlight = async (code: string, language: Language): Promise<readonly Run[]> => {
  const { grammars } = await LOADERS[language.group]()
  for (const [name, grammar] of Object.entries(grammars))
    if (highlighter.getLanguage(name) === undefined) highlighter.registerLanguage(name, grammar)
  const { _emitter, errorRaised } = highlighter.highlight(code, {
    language: language.id,
    ignoreIllegals: true,
  })
  const isWhole = errorRaised === undefined && _emitter instanceof RunEmitter
  return isWhole ? _emitter.runs : [{ colour: undefined, text: code }]
}
