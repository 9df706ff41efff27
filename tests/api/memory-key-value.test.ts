/** The key-value store of a single instance keeps the contract. */

import { createMemoryKeyValue } from '../../api/key-value/memory-key-value.ts'
import { keyValueContract } from './key-value-contract.ts'

const store = createMemoryKeyValue()

keyValueContract('memory', () => store)
