/** Children that are told apart by their place alone: text has no ids, and only ever grows at its end. */

import { createElement, Fragment, type ReactNode } from 'react'

export const inOrder = (nodes: readonly ReactNode[]): ReactNode =>
  createElement(Fragment, null, ...nodes)
