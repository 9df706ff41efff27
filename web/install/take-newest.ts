/** Puts the newest version of the app in charge of this page, where the page cannot go on without it. */

const findNewest = async (): Promise<ServiceWorker | null> => {
  const registration = await navigator.serviceWorker.getRegistration()
  // Offline this rejects: then the version that waits, if one does, is the newest there is.
  await registration?.update().catch(() => undefined)
  const { installing = null, waiting = null } = registration ?? {}
  return waiting ?? installing
}

/** Settles when the worker can be asked to take over, or never will be. */
const isInstalled = (worker: ServiceWorker): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (worker.state !== 'installing') resolve()
    }
    worker.addEventListener('statechange', look)
    look()
  })

export const takeNewest = async (): Promise<void> => {
  const worker = 'serviceWorker' in navigator ? await findNewest() : null
  if (worker === null) {
    location.reload()
    return
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload())
  await isInstalled(worker)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no target
  worker.postMessage({ type: 'SKIP_WAITING' })
}
