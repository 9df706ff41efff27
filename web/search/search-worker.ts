/** The worker that searches: what takes long is done here, beside the page. */

import { openThere } from '../../db/device/open-there.ts'
import { answerFinds } from './answer-finds.ts'
import type { Asked } from './find-line.ts'

const take = answerFinds({
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- its page is its only target
  send: (answer) => postMessage(answer),
  open: (name, onStale) => openThere(name, { onStale }),
})

addEventListener('message', ({ data }: MessageEvent<Asked>) => take(data))
