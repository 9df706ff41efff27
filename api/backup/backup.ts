/** `npm run backup -- FILE`: everything that the server keeps, in one file. */

import { backUp } from './back-up.ts'
import { runCommand } from './command.ts'

await runCommand('Say where to put it: npm run backup -- FILE', backUp)
