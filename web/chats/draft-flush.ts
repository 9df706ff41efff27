/** Lets whoever is about to reload the page wait until every draft is stored, as far as it can be. */

type Flush = () => Promise<void>

const flushes = new Set<Flush>()

/** Registers what stores one draft at once; the answer takes it back. */
export const onFlushDrafts = (flush: Flush): (() => void) => {
  flushes.add(flush)
  return () => flushes.delete(flush)
}

export const flushDrafts = async (): Promise<void> => {
  // One that cannot be stored must not keep the page from reloading.
  await Promise.allSettled([...flushes].map((flush) => flush()))
}
