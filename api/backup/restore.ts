/** `npm run restore -- FILE`: puts a backup in place; devices notice, and bring back what it lacks. */

import { runCommand } from './command.ts'
import { putBack } from './put-back.ts'

await runCommand('Say which backup: npm run restore -- FILE [--replace]', putBack)
