/** The parts of the sync centre that have an address: `/sync#outbox`. */

export const SECTIONS = [
  { id: 'status', words: 'Status' },
  { id: 'outbox', words: 'Waiting' },
  { id: 'history', words: 'History' },
  { id: 'figures', words: 'Figures' },
  { id: 'errors', words: 'Errors' },
  { id: 'devices', words: 'Devices' },
  { id: 'storage', words: 'Storage' },
  { id: 'repair', words: 'Repair' },
  { id: 'log', words: 'Log' },
] as const

/** To a part whose address stands there already: that is no change of it, so nobody else goes there. */
export const goToSection = (id: string): void => {
  const section = document.getElementById(id)
  section?.scrollIntoView({ block: 'start' })
  section?.querySelector('h2')?.focus({ preventScroll: true })
}
